import { escapeHtml, plural } from '#kit';
import type { SlackMessage } from '../message.ts';
import type { SlackConfig } from '../options.ts';
import { clockText, dateText, msOf } from '../time.ts';
import { renderAttachment } from './attachment.ts';
import { renderBlocks } from './blocks.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import type { Names } from './names.ts';
import type { Unknown } from './rich-text.ts';

export interface Conversation {
  readonly channelName: string;
  /** In order; of a thread its parent first. At least one. */
  readonly messages: readonly SlackMessage[];
}

export type RenderRules = Pick<SlackConfig, 'hasLinkPreviews' | 'redactsEmails'>;

const titleLength = 80;

/**
 * A thread or a conversation as an HTML document: where and when, who took part, then who said what.
 * The class says that all of it is content: nothing of it is furniture of a page.
 */
export function renderConversation(
  { channelName, messages }: Conversation,
  names: Names,
  { rules, unknown }: { readonly rules: RenderRules; readonly unknown: Unknown },
): string {
  const bodies = messages.map((message) => renderBody(message, names, { rules, unknown }));
  const title = titleOf(bodies, channelName);
  const parts = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(summary(channelName, messages, names))}</p>`,
    ...messages.map((message, index) => {
      const ms = msOf(message.ts);
      const when = `${dateText(ms)} ${clockText(ms)}`;
      const edited = message.editedTs === undefined ? '' : ', edited';
      const who = escapeHtml(authorOf(message, names));
      return `<p><strong>${who}</strong> (${when}${edited})</p>${bodies[index] ?? ''}`;
    }),
  ];
  const html = `<!doctype html><html><head><title>${escapeHtml(title)}</title></head><body><main class="twigkit-content">${parts.join('\n')}</main></body></html>`;
  return rules.redactsEmails ? html.replace(emails, '[e-mail]') : html;
}

const emails = /(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

function renderBody(
  message: SlackMessage,
  names: Names,
  { rules, unknown }: { readonly rules: RenderRules; readonly unknown: Unknown },
): string {
  const fromBlocks = renderBlocks(message.blocks, names, unknown);
  const said = fromBlocks === '' ? renderMrkdwn(message.text, names) : fromBlocks;
  const attached = message.attachments.map((attachment) =>
    renderAttachment(attachment, names, { unknown, hasLinkPreviews: rules.hasLinkPreviews }),
  );
  const files = message.files
    .filter(({ mode }) => mode !== 'tombstone')
    .map(({ name }) => `<p>File: ${escapeHtml(name)}</p>`);
  const reactions = message.reactions.map(({ name, count }) =>
    count === 1 ? `:${name}:` : `:${name}: ×${count}`,
  );
  const reacted =
    reactions.length === 0 ? '' : `<p>Reactions: ${escapeHtml(reactions.join(', '))}</p>`;
  return [said, ...attached, ...files, reacted].join('');
}

/** The first words that somebody said. */
function titleOf(bodies: readonly string[], channelName: string): string {
  for (const body of bodies) {
    const text = body
      .replace(/<\/(?:p|li|h\d|tr)>|<br>/g, '\n')
      .replace(/<[^>]+>/g, '')
      .replace(/&(lt|gt|amp|quot);/g, (_, name: string) => plain[name] ?? '');
    const line = text
      .split('\n')
      .find((one) => one.trim() !== '')
      ?.trim();
    if (line === undefined) continue;
    return line.length <= titleLength ? line : `${cutWords(line)}…`;
  }
  return `#${channelName}`;
}

const plain: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

function cutWords(line: string): string {
  const cut = line.slice(0, titleLength - 1);
  const space = cut.lastIndexOf(' ');
  return space > titleLength / 2 ? cut.slice(0, space) : cut;
}

function summary(channelName: string, messages: readonly SlackMessage[], names: Names): string {
  const first = messages[0];
  const when = first === undefined ? '' : `, ${dateText(msOf(first.ts))}`;
  const people = [...new Set(messages.map((message) => authorOf(message, names)))];
  const shown = people.slice(0, 10).join(', ');
  const more = people.length > 10 ? ` and ${plural(people.length - 10, 'other')}` : '';
  return `#${channelName}${when}, with ${shown}${more}`;
}

/** Who said it, by name. */
export function authorOf({ user, username }: SlackMessage, names: Names): string {
  if (user === undefined) return username ?? 'a bot';
  const name = names.user(user);
  return name === user ? (username ?? name) : name;
}
