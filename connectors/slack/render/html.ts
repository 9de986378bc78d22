import { escapeHtml } from '#kit';

/** Slack escapes three characters in whatever people wrote. */
export function decodeSlack(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => decoded[name] ?? '');
}

const decoded: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

/** What people wrote, as HTML; line ends stay. */
export function writtenHtml(text: string): string {
  return escapeHtml(decodeSlack(text)).replace(/\n/g, '<br>');
}

/** A link, where the address is one that a reader may follow. */
export function linkHtml(url: string, label: string): string {
  return /^(?:https?|mailto|tel):/i.test(url) ? `<a href="${escapeHtml(url)}">${label}</a>` : label;
}
