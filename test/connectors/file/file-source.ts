import { type Connector, type Item, type Source, systemClock } from '#kit';
import { createMemoryNotebook } from '#runtime/store/memory-notebook.ts';
import { file } from '../../../connectors/file/index.ts';

/**
 * The file connector, bound to a configuration as twigkit.yaml would give it; `cwd` is the folder
 * of that file.
 */
export function fileSource(
  { cwd = '/', ...config }: Readonly<Record<string, unknown>> & { readonly cwd?: string },
  {
    signal = new AbortController().signal,
    now = systemClock.now,
  }: { readonly signal?: AbortSignal; readonly now?: () => number } = {},
): Source {
  const connector: Connector = file;
  return connector.connect(config, {
    http: () => Promise.reject(new Error('The file connector opens no connection.')),
    clock: { ...systemClock, now },
    signal,
    folder: cwd,
    notebook: createMemoryNotebook(),
  });
}

export const filesScope = { id: 'files', title: 'files' };

/** What an announced document holds, as text. */
export async function textOf(item: Item | undefined): Promise<string> {
  const content = await item?.load?.(new AbortController().signal);
  if (content?.as !== 'bytes') throw new Error(`${item?.id} has no bytes.`);
  return Buffer.from(content.bytes).toString('utf8');
}
