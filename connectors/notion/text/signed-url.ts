/** Parts of an address that let anybody in who has it. */
const signature =
  /[?&](?:X-Amz-(?:Signature|Credential|Security-Token)|Signature|Key-Pair-Id|signature|exp_ts|expirationTimestamp|token)=/i;

/** An address without what lets anybody in: pre-signed links are secrets. */
export function withoutSignature(url: string): string {
  return signature.test(url) ? url.replace(/[?#].*$/s, '') : url;
}

/** Every address in a text, without its signature. */
export function withoutSignatures(text: string): string {
  return text.replace(/https?:\/\/[^\s<>"'()]+/g, withoutSignature);
}
