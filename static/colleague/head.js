/** The head of a colleague's page. */

import { typedPart } from "../elements.js";
import { post } from "./answers.js";

export function begin() {
  const button = typedPart("sign-out", HTMLButtonElement);
  button.addEventListener("click", () => void signOut());
  button.disabled = false; // a press before this would be lost
}

async function signOut() {
  const answer = await post("/signout");
  if (answer.ok) location.assign("/signin");
}
