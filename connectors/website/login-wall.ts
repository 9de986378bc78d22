import type { PageScan } from './scan-page.ts';

const loginPath =
  /(?:^|[/_.-])(?:log-?in|sign-?in|sso|saml2?|oauth2?|authorize|auth)(?:[/_.?-]|$)/i;

/** True for an address such as the hosts have to which one is sent to log in. */
export function isLoginService(url: string): boolean {
  return loginPath.test(url);
}

/** True for an address such as login pages have; a page about single sign-on may well have another. */
export function isLoginAddress(url: string): boolean {
  return /(?:^|[/_.-])(?:log-?in|sign-?in)(?:[/_.?-]|$)/i.test(url);
}

/** Walls are short; a longer page has a form for its login beside what it says. */
const longestWall = 1_500;

/** True for a page that hardly says more than that one must log in. */
export function isLoginWall({ asksPassword, text }: PageScan): boolean {
  return asksPassword && text.length <= longestWall;
}
