import type { Parsed } from '#core/block.ts';
import type { Chunk, ChunkOptions } from '#core/chunk.ts';
import { FixInputError, SkipDocumentError, TwigkitError } from '#core/errors.ts';
import type { Json } from '#core/json.ts';
import type { AnchorStyle } from '#core/parser.ts';
import { asError } from '#util/as-error.ts';
import { cutText } from '#util/cut-text.ts';
import { chunkDocument, chunkerRevision } from './chunk/chunk-document.ts';
import { loadTokenizer, type Tokenizer } from './chunk/tokenizer.ts';
import { parsers } from './parse/index.ts';
import { type LoadedContent, parseContent } from './parse/parse-content.ts';

export interface Converted {
  /** What the document says of itself. Its text is in the chunks. */
  readonly parsed: Omit<Parsed, 'text' | 'blocks'>;
  readonly chunks: readonly Chunk[];
}

/**
 * From loaded content to chunks. Pure: equal input gives equal output, whoever asks. Input and output
 * can be cloned between threads.
 */
export interface Converter {
  /** All that decides the output beside the content; when it changes, documents are converted again. */
  readonly signature: Json;
  /** @throws SkipDocumentError when this one document cannot be read. */
  convert(input: ConvertInput, signal: AbortSignal): Promise<Converted>;
}

export interface ConvertInput {
  readonly documentId: string;
  /** File name or path: for messages, and for its extension where the media type says little. */
  readonly name: string;
  readonly content: LoadedContent;
}

/** Can be cloned to another thread. */
export interface ConverterOptions {
  readonly chunking: ChunkOptions;
  readonly anchors: AnchorStyle;
}

/** Less has no room for the longest single characters and a table's header. */
const minMaxTokens = 32;

/**
 * @throws FixInputError when the chunk sizes cannot be met.
 *
 * @example
 * const converter = createConverter({ chunking: defaultChunkOptions, anchors: 'github' });
 * const content = { as: 'text', mediaType: 'text/markdown', text: '# Hello' } as const;
 * const { chunks } = await converter.convert({ documentId: 'a.md', name: 'a.md', content }, signal);
 */
export function createConverter(options: ConverterOptions): Converter {
  const { chunking, anchors } = options;
  checkSizes(chunking);
  const { maxTokens, overlapTokens, encoding } = chunking;
  let loaded: Promise<Tokenizer> | undefined;
  return {
    signature: {
      parsers: parsers.map(({ extensions, revision }) => [...extensions, revision]),
      chunker: chunkerRevision,
      chunking: { maxTokens, overlapTokens, encoding },
      anchors,
    },
    async convert({ documentId, name, content }, signal) {
      signal.throwIfAborted();
      const parsed = await costingOnlyThis(name, () => parseContent(content, { anchors, name }));
      const { text: _text, blocks: _blocks, ...saysOfItself } = parsed;
      if (parsed.skip) return { parsed: saysOfItself, chunks: [] };
      loaded ??= loadTokenizer(encoding);
      const tokenizer = await loaded;
      signal.throwIfAborted();
      const chunks = await costingOnlyThis(name, () =>
        chunkDocument(documentId, parsed, chunking, tokenizer),
      );
      return { parsed: saysOfItself, chunks };
    },
  };
}

/**
 * Work on one document touches nothing else, so that an error which nobody foresaw, in a parser or in
 * a library behind it, is a reason to leave out this document and none to stop the run.
 */
async function costingOnlyThis<Value>(
  name: string,
  work: () => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof TwigkitError) throw thrown;
    const cause = asError(thrown);
    throw new SkipDocumentError(`${name} could not be converted: ${cutText(cause.message, 200)}.`, {
      code: 'parse_failed',
      hint: 'Exclude it for now, and report it as a fault of twigkit, with the document if you may.',
      cause,
    });
  }
}

function checkSizes({ maxTokens, overlapTokens }: ChunkOptions): void {
  if (!Number.isInteger(maxTokens) || maxTokens < minMaxTokens) {
    throw new FixInputError(`max_tokens is ${maxTokens}; a chunk needs at least ${minMaxTokens}.`, {
      code: 'chunk_size',
      hint: 'Set chunking.max_tokens to a whole number of 32 or more; 512 is usual.',
    });
  }
  if (!Number.isInteger(overlapTokens) || overlapTokens < 0 || overlapTokens > maxTokens / 2) {
    throw new FixInputError(
      `overlap_tokens is ${overlapTokens}; it must be from 0 to half of max_tokens (${maxTokens}).`,
      {
        code: 'chunk_overlap',
        hint: 'Set chunking.overlap_tokens to a whole number; 50 is usual.',
      },
    );
  }
}
