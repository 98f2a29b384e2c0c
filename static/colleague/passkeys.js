/**
 * Passkeys in the browser. The service writes octets in base64url; `parseCreationOptionsFromJSON` and its like are
 * younger than the browsers that we serve.
 */

/** Whether this page may ask for a passkey: secure pages only. */
export function canUse() {
  return isSecureContext && "PublicKeyCredential" in window;
}

/**
 * @param {any} options
 * @returns {Promise<object | null>} null: the person, or the browser, would not
 */
export async function create(options) {
  const publicKey = {
    ...options,
    challenge: octets(options.challenge),
    user: { ...options.user, id: octets(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(named),
  };
  const made = await asked(() => navigator.credentials.create({ publicKey }));
  if (!made) return null;
  const response = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  return credential(made, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
  });
}

/**
 * @param {any} options
 * @returns {Promise<object | null>} null: the person, or the browser, would not
 */
export async function get(options) {
  const publicKey = {
    ...options,
    challenge: octets(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(named),
  };
  const found = await asked(() => navigator.credentials.get({ publicKey }));
  if (!found) return null;
  const response = /** @type {AuthenticatorAssertionResponse} */ (found.response);
  return credential(found, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

/** @param {() => Promise<Credential | null>} ask */
async function asked(ask) {
  try {
    return /** @type {PublicKeyCredential | null} */ (await ask());
  } catch {
    return null;
  }
}

/**
 * @param {PublicKeyCredential} whole
 * @param {object} response
 */
function credential(whole, response) {
  return { id: whole.id, rawId: text(whole.rawId), type: whole.type, response };
}

/** @param {{id: string}} one */
function named(one) {
  return { ...one, id: octets(one.id) };
}

/** @param {string} base64url */
function octets(base64url) {
  const plain = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
