import type { Chunker } from './chunker.ts';
import { countWithLibrary, libraryTokenizer } from './count-with-library.ts';
import { importPeer } from './import-peer.ts';

interface LangChain {
  readonly MarkdownTextSplitter: LangChainSplitter;
  readonly RecursiveCharacterTextSplitter: LangChainSplitter;
}
type LangChainSplitter = new (options: {
  readonly chunkSize: number;
  readonly chunkOverlap: number;
  readonly lengthFunction: (text: string) => number;
}) => { splitText(text: string): Promise<string[]> };

interface LlamaNode {
  readonly text: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}
interface LlamaParsers {
  readonly MarkdownNodeParser: new () => (documents: readonly unknown[]) => LlamaNode[];
  readonly SentenceSplitter: new (options: {
    readonly chunkSize: number;
    readonly chunkOverlap: number;
    readonly tokenizer: typeof libraryTokenizer;
  }) => (nodes: readonly LlamaNode[]) => LlamaNode[];
}
interface LlamaSchema {
  readonly Document: new (content: { readonly text: string }) => unknown;
}

interface Chonkie {
  readonly RecursiveChunker: {
    create(options: {
      readonly chunkSize: number;
      readonly tokenizer: typeof libraryTokenizer;
    }): Promise<{ chunk(text: string): Promise<{ readonly text: string }[]> }>;
  };
}

function langChain(kind: keyof LangChain, name: string): Chunker {
  return {
    name,
    async create({ maxTokens, overlapTokens }) {
      const peer = await importPeer<LangChain>('@langchain/textsplitters');
      if (peer === undefined) return undefined;
      const splitter = new peer[kind]({
        chunkSize: maxTokens,
        chunkOverlap: overlapTokens,
        lengthFunction: countWithLibrary,
      });
      return async (text) => (await splitter.splitText(text)).map((part) => ({ text: part }));
    },
  };
}

/** Sections first, then sentences inside them: chained as in an ingestion pipeline of theirs. */
const llamaIndex: Chunker = {
  name: '@llamaindex/core Markdown + Sentence',
  async create({ maxTokens, overlapTokens }) {
    const parsers = await importPeer<LlamaParsers>('@llamaindex/core/node-parser');
    const schema = await importPeer<LlamaSchema>('@llamaindex/core/schema');
    if (parsers === undefined || schema === undefined) return undefined;
    const sections = new parsers.MarkdownNodeParser();
    const sentences = new parsers.SentenceSplitter({
      chunkSize: maxTokens,
      chunkOverlap: overlapTokens,
      tokenizer: libraryTokenizer,
    });
    return async (text) =>
      sentences(sections([new schema.Document({ text })])).map((node) => ({
        text: node.text,
        path: Object.entries(node.metadata)
          .filter(([key]) => key.startsWith('Header_'))
          .map(([, heading]) => String(heading)),
      }));
  },
};

const chonkie: Chunker = {
  name: '@chonkiejs/core Recursive',
  async create({ maxTokens }) {
    const peer = await importPeer<Chonkie>('@chonkiejs/core');
    const chunker = await peer?.RecursiveChunker.create({
      chunkSize: maxTokens,
      tokenizer: libraryTokenizer,
    });
    return chunker && ((text) => chunker.chunk(text));
  },
};

/** Every size is in tokens of the library that twigkit counts with. Chonkie's has no overlap. */
export const peerChunkers: readonly Chunker[] = [
  langChain('MarkdownTextSplitter', '@langchain/textsplitters Markdown'),
  langChain('RecursiveCharacterTextSplitter', '@langchain/textsplitters Recursive'),
  llamaIndex,
  chonkie,
];
