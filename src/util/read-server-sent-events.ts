/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** `message` unless the stream says otherwise. */
  readonly event: string;
  /** Its `data` lines, joined by line feeds. */
  readonly data: string;
}

/** Ends the reading with an error that the caller makes. */
export interface EventLimits {
  /** Of one event; an event that never ends must not fill the memory. */
  readonly maxEventLength: number;
  onTooLong(): Error;
}

/**
 * The events of a stream, as the HTML standard reads them: lines end in LF, CR or CRLF, comments and
 * unknown fields are passed over, an event without data is none. Leaving the loop cancels the stream.
 */
export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
  { maxEventLength, onTooLong }: EventLimits,
): AsyncGenerator<ServerSentEvent, void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let event = '';
  let data: string[] = [];
  let rest = '';
  let length = 0;
  try {
    for (let read = await reader.read(); ; read = await reader.read()) {
      rest += read.done ? decoder.decode() : decoder.decode(read.value, { stream: true });
      // A CR at the very end may be half of a CRLF.
      const lines = rest.split(read.done ? /\r\n|\n|\r/ : /\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (length + rest.length > maxEventLength) throw onTooLong();
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { event: event || 'message', data: data.join('\n') };
          event = '';
          data = [];
          length = 0;
          continue;
        }
        length += line.length;
        if (length > maxEventLength) throw onTooLong();
        const { name, value } = fieldOf(line);
        if (name === 'data') data.push(value);
        else if (name === 'event') event = value;
      }
      if (read.done) return;
    }
  } finally {
    await reader.cancel();
  }
}

function fieldOf(line: string): { readonly name: string; readonly value: string } {
  const colon = line.indexOf(':');
  if (colon === -1) return { name: line, value: '' };
  return { name: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, '') };
}
