import { cutText } from '#util/cut-text.ts';
import { fragmentOf } from './document-address.ts';
import { foldWords } from './fold-words.ts';

/** What may stand in a target, as far as it can be wrong. */
interface WrittenPlace {
  readonly path?: string | undefined;
  readonly url?: string | undefined;
  readonly anchor?: string | undefined;
  readonly title?: string | undefined;
  readonly quote?: string | undefined;
}

export interface TargetFault {
  readonly key?: keyof WrittenPlace;
  readonly message: string;
}

/** What is wrong with a target beyond the shape of its parts. */
export function targetFaults(target: WrittenPlace): readonly TargetFault[] {
  const { path, url, anchor, title, quote } = target;
  const faults: TargetFault[] = [];
  if (path === undefined && url === undefined && title === undefined && quote === undefined) {
    faults.push({
      message:
        'found no document, expected path, url, title or quote. Write `path: docs/transactions.md`',
    });
  }
  if (path !== undefined) {
    const glued = /^(.+\.\w{1,8})#(.+)$/.exec(path);
    if (/^https?:\/\//i.test(path)) {
      const message = `found a web address, expected the path of a file. Write \`url: ${path}\``;
      faults.push({ key: 'path', message });
    } else if (glued) {
      const message =
        `found "${cutText(path, 80)}", expected the section under a key of its own. ` +
        `Write \`path: ${glued[1]}\` and \`anchor: ${anchor ?? glued[2]}\``;
      faults.push({ key: 'path', message });
    }
  }
  if (url !== undefined && !(/^https?:\/\//i.test(url) && URL.canParse(url))) {
    const message =
      `found "${cutText(url, 80)}", expected an address that begins with https://. ` +
      'Write `url: https://docs.example.com/transactions`; a file goes under `path`';
    faults.push({ key: 'url', message });
  }
  const fragment = url === undefined ? undefined : fragmentOf(url);
  if (anchor !== undefined && fragment !== undefined && fragment !== anchor.replace(/^#/, '')) {
    const message =
      `found "${cutText(anchor, 80)}", but "${cutText(fragment, 80)}" behind the # of url, ` +
      'expected one section. Remove the wrong one';
    faults.push({ key: 'anchor', message });
  }
  if (quote !== undefined && foldWords(quote) === '') {
    const message = 'found no words in it, expected some words of the passage. Write them out';
    faults.push({ key: 'quote', message });
  }
  return faults;
}
