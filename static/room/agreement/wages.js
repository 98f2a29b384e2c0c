/**
 * What a row of the wage table comes to, as the page shows it: exact, rounded once, half up to the 分. What binds is
 * reckoned by the server (rooms/agreement/wages.py). Pure.
 *
 * @typedef {import("../../protocol.js").WageRow} WageRow
 */

/** Ten-thousandths, the finest that a price or a quantity is written in. */
const SCALE = 10_000n;
/** Paid days of a month, 21.75, in hundredths. */
const PAY_DAYS = 2175n;

/**
 * In ten-thousandths; nothing for what is no number.
 * @param {string | undefined} text
 */
function scaled(text) {
  const found = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text ?? "");
  if (found === null) return 0n;
  const [, sign = "", whole = "0", rest = ""] = found;
  const value = BigInt(whole) * SCALE + BigInt(rest.padEnd(4, "0"));
  return sign === "-" ? -value : value;
}

/**
 * Quantity times rate and, of a month that was begun, its days by the paid days of a month; in 分.
 * @param {WageRow} row
 */
function gross({ basis, quantity, rate, days, amount }) {
  if (basis === "amount") return scaled(amount?.value) / 100n;
  const whole = scaled(quantity?.value) * PAY_DAYS + scaled(days?.value) * 100n;
  return halfUp(scaled(rate?.value) * whole * 100n, SCALE * SCALE * PAY_DAYS);
}

/**
 * @param {bigint} number
 * @param {bigint} by
 */
function halfUp(number, by) {
  return (2n * number + by) / (2n * by);
}

/**
 * @param {bigint} fen
 * @returns {string} yuan
 */
function yuan(fen) {
  const size = fen < 0n ? -fen : fen;
  return `${fen < 0n ? "-" : ""}${size / 100n}.${String(size % 100n).padStart(2, "0")}`;
}

/**
 * @param {WageRow} row
 * @returns {{gross: string, owed: string}} yuan
 */
export function arrears(row) {
  const all = gross(row);
  return { gross: yuan(all), owed: yuan(all - (scaled(row.advances?.value) + scaled(row.paid?.value)) / 100n) };
}

/**
 * All of them together.
 * @param {readonly WageRow[]} rows
 */
export function owed(rows) {
  return yuan(rows.reduce((sum, row) => sum + scaled(arrears(row).owed) / 100n, 0n));
}

/**
 * What the parts of a payment come to.
 * @param {readonly string[]} amounts
 */
export function sum(amounts) {
  return yuan(amounts.reduce((all, amount) => all + scaled(amount) / 100n, 0n));
}
