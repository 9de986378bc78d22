import type { Source } from '#core/connector.ts';
import type { FaultyNetwork } from './faulty-network.ts';

/** What a connector's test brings: a product to read, and a way to change it. */
export interface ConnectorSubject {
  /** A new product with these documents and no others. */
  open(documents: Documents): Promise<ConnectorWorld>;
  /** Why there are no network cases; a connector that asks a server leaves this out. */
  readonly noNetwork?: string;
  /** Why HTML is no wrong answer; a connector whose product answers with JSON leaves this out. */
  readonly answersHtml?: string;
  /** Why no cursor ever expires; a connector whose worlds have `expireCursors` leaves this out. */
  readonly noExpiry?: string;
  /** Why no document can be unreadable; a connector whose worlds have `spoil` and `repair` leaves this out. */
  readonly noSpoil?: string;
  /** Why a document cannot be asked for alone; a connector that has `get` leaves this out. */
  readonly noGet?: string;
  /** Why there are no secrets; a connector that is given credentials leaves this out. */
  readonly noSecrets?: string;
}

/** By name: a name is the test's own word for a document, made of letters, digits and dashes. */
export type Documents = Readonly<Record<string, DocumentText>>;

export interface DocumentText {
  readonly title: string;
  /** A plain sentence or two, without markup. */
  readonly text: string;
}

/** One product, as its users see it. */
export interface ConnectorWorld extends AsyncDisposable {
  /**
   * A source over the product, anew for each sync. Waits of its own must not take real time. Network
   * timeouts must be short while `network.fault` is `timeout`, which is waited for in real time, and
   * ample otherwise, or a slow machine is taken for a fault. A connector that asks for what is newer
   * than an instant needs a clock that the product goes by too: move it with each change.
   */
  connect(signal: AbortSignal): Source;
  /** Adds a document, or replaces its title and text. */
  put(name: string, document: DocumentText): Promise<void>;
  remove(name: string): Promise<void>;
  /** Puts a document elsewhere (another folder, another parent), its content unchanged. */
  move(name: string): Promise<void>;
  /** Gives a document another name where the product has names beside titles. Its content stays. */
  rename(name: string): Promise<void>;
  /** Makes one document unreadable until `repair`, while it stays listed; absent where that cannot be. */
  spoil?(name: string): Promise<void>;
  repair?(name: string): Promise<void>;
  /** Makes the whole product unreachable. */
  darken(): Promise<void>;
  /**
   * Lets so much time pass that the next sync lists everything, where a connector does so now and then
   * only; called before each sync that must notice a deletion. Absent where every sync notices it.
   */
  passTime?(): Promise<void>;
  /** Of an id: whether it stands beside the documents of the test, as the page does that a file hangs on. */
  isBeside?(id: string): boolean;
  /** Makes every cursor given out so far worthless, as the product would after a long time. */
  expireCursors?(): Promise<void>;
  /** Between the source and its server. */
  readonly network?: FaultyNetwork;
  /**
   * Requests whose failure costs no document and needs no row in the report; asked while the network is
   * still armed.
   */
  optional?(request: string): boolean;
  /** What must never be seen outside the source. */
  readonly secrets: readonly string[];
}
