import type { Passage } from '#core/retriever.ts';
import { cutText } from '#util/cut-text.ts';
import { loadProject, type ProjectFlags } from '../load-project.ts';
import type { ExitCode, World } from '../world.ts';

/** `twigkit search`: the passages that an agent would be given for a question. */
export async function search(
  query: string,
  flags: ProjectFlags & { readonly topK: number; readonly json?: boolean },
  world: World,
): Promise<ExitCode> {
  const project = await loadProject(flags, world);
  const workspace = await project.open((text) => world.err(text));
  try {
    const passages = await workspace.twig.retriever.search(
      { text: query, limit: flags.topK },
      world.signal,
    );
    world.out(
      flags.json
        ? JSON.stringify({ query, results: passages.map(toJson) })
        : toText(query, passages),
    );
    return 0;
  } finally {
    await workspace.close();
  }
}

function toJson({ documentTitle, url, text, score }: Passage) {
  return { title: documentTitle, url: url ?? null, text, score };
}

function toText(query: string, passages: readonly Passage[]): string {
  if (passages.length === 0) {
    return `Nothing found for "${query}". Is anything synced? twigkit sync --plan tells.`;
  }
  return passages
    .map((passage, rank) => {
      const path = passage.headings?.length ? `  ${passage.headings.join(' › ')}` : '';
      return [
        `${rank + 1}. ${passage.documentTitle}${path}  (${passage.score.toFixed(2)})`,
        `   ${passage.url ?? passage.documentId}`,
        `   ${cutText(passage.text, 240)}`,
      ].join('\n');
    })
    .join('\n\n');
}
