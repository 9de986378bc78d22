import type { Json } from '#kit';
import type { SlackMessage } from '../message.ts';

/** Everybody whose name is needed to write a message down. */
export function mentionedUsers({
  user,
  text,
  blocks,
  attachments,
}: SlackMessage): readonly string[] {
  const found = new Set<string>(user === undefined ? [] : [user]);
  collectFromText(text, found);
  for (const part of [...blocks, ...attachments]) collect(part, found);
  return [...found];
}

function collect(value: Json | undefined, found: Set<string>): void {
  if (typeof value === 'string') collectFromText(value, found);
  else if (Array.isArray(value)) for (const inner of value) collect(inner, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'user_id' && typeof inner === 'string') found.add(inner);
      else collect(inner, found);
    }
  }
}

function collectFromText(text: string, found: Set<string>): void {
  for (const [, id] of text.matchAll(/<@([UW][A-Z0-9]+)/g)) if (id !== undefined) found.add(id);
}
