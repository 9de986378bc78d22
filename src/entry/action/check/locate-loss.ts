import type { CaseChange } from '#evals/case-change.ts';
import type { CaseResult } from '#evals/case-result.ts';
import { normalisePath } from '#evals/document-address.ts';
import { firstChangeWithin, lineNow } from './changed-lines.ts';
import type { CheckPages } from './check-pages.ts';
import type { PageFates } from './page-fates.ts';
import type { SectionLines } from './page-outline.ts';

/** A line of the checked commit. */
export interface Place {
  readonly file: string;
  /** From 1; undefined where the file is gone, or nothing is known of its lines. */
  readonly line: number | undefined;
}

/** What the change did to the place that answered a question. */
export interface Loss {
  readonly place: Place;
  /**
   * - `page`, `heading`: it is gone.
   * - `moved`: the page has another path now.
   * - `left-out`: the page is there, and says that it is no document.
   * - `section`: its words changed.
   * - `elsewhere`: it stands as it stood, and others come before it.
   * - `unknown`: there is no base to tell.
   */
  readonly cause: 'page' | 'moved' | 'left-out' | 'heading' | 'section' | 'elsewhere' | 'unknown';
  /** Of the section that answered; undefined where the whole page or a quoted passage did. */
  readonly anchor: string | undefined;
}

/**
 * The line that a writer looks at first when a question lost its answer: the place where its heading
 * stood, else the first change within the section that answered it, else the section itself.
 *
 * @param before what the base answered; undefined without a base
 */
export async function locateLoss(
  { result }: CaseChange,
  before: CaseResult | undefined,
  pages: CheckPages,
  fates: PageFates,
): Promise<Loss | undefined> {
  const found = before?.targets.find(({ rank }) => rank !== undefined);
  const passage = before?.passages[(found?.rank ?? 0) - 1];
  const target = found?.target ?? result.question.targets[0];
  const file =
    passage?.path ?? (target?.path === undefined ? undefined : normalisePath(target.path));
  if (file === undefined) return undefined;
  const anchor = target?.anchor ?? passage?.anchor;
  const now = await pages.outline('head', file);
  const was = await pages.outline('base', file);
  const movedTo = fates.movedTo.get(file);
  if (movedTo !== undefined) {
    const section = anchor === undefined ? undefined : await findSection(pages, movedTo, anchor);
    const place = { file: movedTo, line: section?.first ?? 1 };
    return { place, cause: 'moved', anchor: section && target?.anchor };
  }
  if (fates.leftOut.has(file)) return { place: { file, line: 1 }, cause: 'left-out', anchor };
  if (now === undefined) {
    return { place: { file, line: undefined }, cause: was ? 'page' : 'unknown', anchor };
  }
  if (was === undefined) {
    const line = anchor === undefined ? 1 : (now.section(anchor)?.first ?? 1);
    return { place: { file, line }, cause: 'unknown', anchor };
  }
  const changes = await pages.changes(file);
  const section = anchor === undefined ? undefined : was.section(anchor);
  if (anchor === undefined || section === undefined) {
    const [first] = changes;
    const line = Math.max(1, first?.now.first ?? 1);
    return { place: { file, line }, cause: first ? 'section' : 'elsewhere', anchor: undefined };
  }
  const sectionNow = now.section(anchor);
  if (sectionNow === undefined) {
    return { place: { file, line: lineNow(changes, section.first) }, cause: 'heading', anchor };
  }
  const changed = firstChangeWithin(changes, section);
  const line = changed ?? sectionNow.first;
  return { place: { file, line }, cause: changed ? 'section' : 'elsewhere', anchor };
}

async function findSection(
  pages: CheckPages,
  file: string,
  anchor: string,
): Promise<SectionLines | undefined> {
  return (await pages.outline('head', file))?.section(anchor);
}
