import { FixInputError } from '#core/errors.ts';
import { loadProject, type ProjectFlags } from '../../../load-project.ts';
import type { ExitCode, World } from '../../../world.ts';
import { messageJson } from './message-text.ts';

/** `twigkit webhook inbox show`: one delivery with its body. */
export async function showMessage(
  id: string,
  flags: ProjectFlags & { readonly json?: boolean },
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const store = await project.openStore();
  try {
    const message = await store.inbox.get(id);
    if (message === undefined) throw unknownMessage(id);
    const facts = messageJson(message);
    const text = textOf(message.body);
    if (flags.json) {
      const body =
        text === undefined
          ? { body_base64: Buffer.from(message.body).toString('base64') }
          : { body: text };
      world.out(JSON.stringify({ ...facts, ...body }));
      return 0;
    }
    for (const [name, value] of Object.entries(facts)) {
      if (value === null || Array.isArray(value)) continue;
      world.out(`${name.padEnd(12)} ${value}`);
    }
    for (const { at, by, why } of facts.replays) world.out(`replayed     ${at} by ${by}: ${why}`);
    world.out('');
    world.out(
      text ?? `(${message.body.byteLength} bytes that are no text; --json gives them as base64)`,
    );
    return 0;
  } finally {
    await store.close();
  }
}

export function unknownMessage(id: string): FixInputError {
  return new FixInputError(`There is no message ${id} in the inbox.`, {
    code: 'unknown_message',
    hint: '"twigkit webhook inbox ls" lists them; settled ones are kept for 30 days.',
  });
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
