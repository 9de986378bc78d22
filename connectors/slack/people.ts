import { type JsonObject, StopScopeError, type TwigkitError } from '#kit';
import type { SlackClient, SlackContext } from './client.ts';
import { flagOf, numberOf, recordOf, textOf } from './fields.ts';
import { slackErrorOf } from './slack-error.ts';

export interface Person {
  readonly name: string;
  readonly email: string | undefined;
  readonly isBot: boolean;
}

/** Who people are, looked up once and kept for a while. */
export interface People {
  /** Looks up those who are not known yet. */
  learn(userIds: Iterable<string>, signal: AbortSignal): Promise<void>;
  /** Of a person who was not learnt: the id itself. */
  nameOf(userId: string): string;
  get(userId: string): Person | undefined;
  /** True when Slack lets us see no names; told once per read. */
  readonly isBlind: boolean;
}

const keptForMs = 7 * 86_400_000;

export function createPeople({ clock, notebook }: SlackContext, client: SlackClient): People {
  const known = new Map<string, Promise<Person>>();
  const settled = new Map<string, Person>();
  let isBlind = false;

  const lookUp = async (userId: string, signal: AbortSignal): Promise<Person> => {
    const key = `person/${userId}`;
    const noted = await notebook.get(key);
    if ((numberOf(noted, 'until') ?? 0) > clock.now())
      return readNoted(noted as JsonObject, userId);
    try {
      const person = readPerson(await client.call('users.info', { user: userId }, signal), userId);
      const value = {
        name: person.name,
        isBot: person.isBot,
        until: clock.now() + keptForMs,
        ...(person.email !== undefined && { email: person.email }),
      };
      await notebook.write({ put: [{ key, value }] });
      return person;
    } catch (error) {
      if (!isUnknowable(error)) throw error;
      isBlind ||= slackErrorOf(error) === 'missing_scope';
      return { name: userId, email: undefined, isBot: false };
    }
  };

  return {
    async learn(userIds, signal) {
      const asked = [...new Set(userIds)].map(async (userId) => {
        const asking = known.get(userId) ?? lookUp(userId, signal);
        known.set(userId, asking);
        try {
          settled.set(userId, await asking);
        } catch (error) {
          known.delete(userId);
          throw error;
        }
      });
      const failed = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
    nameOf: (userId) => settled.get(userId)?.name ?? userId,
    get: (userId) => settled.get(userId),
    get isBlind() {
      return isBlind;
    },
  };
}

/** Somebody of another workspace, or a scope that we do without. */
function isUnknowable(error: unknown): error is TwigkitError {
  return error instanceof StopScopeError && slackErrorOf(error) !== undefined;
}

function readNoted(noted: JsonObject, userId: string): Person {
  return {
    name: textOf(noted, 'name') ?? userId,
    email: textOf(noted, 'email'),
    isBot: flagOf(noted, 'isBot'),
  };
}

/** @param answer of `users.info`, or a row of an export's `users.json` as `{ user }`. */
export function readPerson(answer: JsonObject, userId: string): Person {
  const user = recordOf(answer, 'user');
  const profile = recordOf(user, 'profile');
  const name = [
    textOf(profile, 'display_name'),
    textOf(profile, 'real_name'),
    textOf(user, 'real_name'),
    textOf(user, 'name'),
  ].find((text) => text !== undefined && text !== '');
  return {
    name: name ?? userId,
    email: textOf(profile, 'email'),
    isBot: flagOf(user, 'is_bot'),
  };
}
