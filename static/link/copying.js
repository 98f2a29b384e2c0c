/** Copying the link: browsers inside apps often refuse the one way, and some of them both. */

/**
 * @param {string} text
 * @param {HTMLInputElement | HTMLTextAreaElement} field holds the text; shown and marked when nothing else helps
 * @returns {Promise<boolean>} false: the person has to copy it by hand, out of the field
 */
export async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyFrom(field);
  }
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field */
function copyFrom(field) {
  field.hidden = false;
  field.focus();
  field.select();
  const copied = document.execCommand("copy");
  field.hidden = copied;
  return copied;
}
