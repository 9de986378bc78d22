import { chunkDocument } from '../../src/sync/chunk/chunk-document.ts';
import { loadTokenizer } from '../../src/sync/chunk/tokenizer.ts';
import { parseContent } from '../../src/sync/parse/parse-content.ts';
import type { Chunker } from './chunker.ts';

/** From text to chunks with ids, as a sync does it: parsing is in its time. */
export const ownChunker: Chunker = {
  name: 'twigkit',
  async create(sizes) {
    const tokenizer = await loadTokenizer('cl100k');
    return async (text, name) => {
      const content = { as: 'text', mediaType: 'text/markdown', text } as const;
      const parsed = await parseContent(content, { anchors: 'github', name });
      const chunks = chunkDocument(name, parsed, { ...sizes, encoding: 'cl100k' }, tokenizer);
      return chunks.map((chunk) => ({ text: chunk.text, path: chunk.headings }));
    };
  },
};
