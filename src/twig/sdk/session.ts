import { newId } from '#util/new-id.ts';
import type { CallOptions } from './call.ts';
import type {
  Query,
  QueryAnswer,
  QueryPiece,
  QueryRequest,
  QueryStream,
} from './resources/query.ts';

export interface SessionStart {
  readonly agentId: string;
  /** Of a conversation to go on with. Default: a new one. */
  readonly sessionId?: string;
}

/** What a question of a session may say besides its text. */
export type SessionQuery = Omit<QueryRequest, 'agentId' | 'sessionId' | 'query'>;

/** A conversation with one agent. */
export interface Session {
  /** To go on with the conversation later, or elsewhere. */
  readonly id: string;
  query(text: string, more?: SessionQuery, options?: CallOptions): Promise<QueryAnswer>;
  stream(
    text: string,
    more?: SessionQuery,
    options?: CallOptions,
  ): AsyncGenerator<QueryPiece, void>;
}

interface SessionClient {
  readonly query: Query;
  readonly queryStream: QueryStream;
}

export function createSession(
  client: SessionClient,
  { agentId, sessionId = newId('sess') }: SessionStart,
): Session {
  const request = (query: string, more: SessionQuery = {}) => ({
    ...more,
    agentId,
    sessionId,
    query,
  });
  return {
    id: sessionId,
    query: (text, more, options) => client.query(request(text, more), options),
    stream: (text, more, options) => client.queryStream(request(text, more), options),
  };
}
