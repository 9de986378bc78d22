import { type ConnectionOptions, connect } from '../connect.ts';
import { legacyPrefix } from '../endpoint.ts';
import { type AgentManagers, createAgentManagers } from './agent-managers.ts';
import { type ChatCall, type ChatStream, createChat, createChatStream } from './chat.ts';
import { type Chats, createChats } from './chats.ts';
import { createDashboard, type GetDashboard } from './dashboard.ts';
import { createDataSpecs, type DataSpecs } from './data-specs.ts';
import { createSearchOnly, type SearchOnly } from './search-only.ts';
import { createWebhookRegistration, type RegisterWebhook } from './webhook-registration.ts';

export type TwigAIOptions = ConnectionOptions;

/**
 * Talks to a Twig API in its older generation of calls, directly under `/api`. New code is better off
 * with `TwigClient`. Paces, retries and fails like it.
 *
 * @throws what `TwigClient` throws.
 *
 * @example
 * const twig = new TwigAI({ apiKey: 'twigsk_live_abc123' });
 * const prompt = 'What is your refund policy?';
 * const response = await twig.chat({ prompt, agentId: 'agent-123' });
 * console.log(response.text);
 */
export class TwigAI {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Asks an agent; the whole answer at once. */
  readonly chat: ChatCall;
  /** Asks an agent; the answer piece by piece, the last with its sources. */
  readonly chatStream: ChatStream;
  readonly agents: AgentManagers;
  readonly dataSources: DataSpecs;
  readonly interactions: Chats;
  /** Metrics of a range of days. */
  readonly dashboard: GetDashboard;
  readonly semanticSearch: SearchOnly;
  readonly registerWebhook: RegisterWebhook;

  constructor(options: TwigAIOptions) {
    const { baseUrl, send, open } = connect(options, legacyPrefix);
    this.baseUrl = baseUrl;
    this.chat = createChat(send);
    this.chatStream = createChatStream(open);
    this.agents = createAgentManagers(send);
    this.dataSources = createDataSpecs(send);
    this.interactions = createChats(send);
    this.dashboard = createDashboard(send);
    this.semanticSearch = createSearchOnly(send);
    this.registerWebhook = createWebhookRegistration(send);
  }
}
