import type { VisitedPage } from './read-answer.ts';

/**
 * What a site shows only to those who run its scripts. Nothing of it is read, and a person who waits
 * for it must hear why.
 */
export interface ScriptedParts {
  see(page: VisitedPage, isSeed: boolean): void;
  /** In a person's words; undefined when nothing looks like it. */
  describe(documentCount: number): string | undefined;
}

/** "Loading …" and the like are shorter, first pages of real sites are not. */
const shortText = 200;

export function createScriptedParts(): ScriptedParts {
  let route: string | undefined;
  let shell: string | undefined;
  return {
    see({ scan, url }, isSeed) {
      route ??= scan.hashRoute;
      if (isSeed && scan.links.length === 0 && scan.text.length < shortText) shell = url;
    },
    describe(documentCount) {
      if (route !== undefined) {
        return `links such as ${route} lead to pages that only JavaScript shows: they were not read`;
      }
      if (shell === undefined || documentCount > 1) return undefined;
      return `${shell} has next to no text and leads nowhere: what only JavaScript writes is not read`;
    },
  };
}
