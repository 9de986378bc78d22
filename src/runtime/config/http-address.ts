/** Whether a text is a whole http or https address. */
export function isHttpAddress(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}
