/** The head of a colleague's page. */

import { part } from "../elements.js";
import { post } from "./answers.js";

export function begin() {
  part("sign-out").addEventListener("click", () => void signOut());
}

async function signOut() {
  const answer = await post("/signout");
  if (answer.ok) location.assign("/signin");
}
