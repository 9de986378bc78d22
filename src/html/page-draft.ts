import type { HtmlPage } from '#core/html-page.ts';
import { type ElementRule, elementRule } from './element-rules.ts';
import { createNameTable, type NameTable } from './name-table.ts';

/** The name of node 0. */
export const pageName = ':page';

/**
 * Whoever walks a page may go down with it. What is nested deeper is no page that people read: there
 * it begins anew, as if all were closed, and nothing but the nesting is lost.
 */
const maxDepth = 1_200;

/**
 * A page that is being parsed. What is done with it are functions of this module and not of each
 * draft: the engine can put only those into their callers, and it is done for every tag.
 */
export interface PageDraft {
  readonly names: NameTable;
  /** By the number of the name. */
  readonly rules: ElementRule[];
  readonly kinds: number[];
  readonly ends: number[];
  readonly firsts: number[];
  readonly counts: number[];
  readonly attributes: number[];
  readonly values: string[];
  /** Of each name the last element that has it as an attribute. */
  readonly lastWith: number[];
  /** Elements that are open, and their names; the page itself first. */
  readonly open: number[];
  readonly openNames: number[];
  /** How many elements of each name are open. */
  readonly openCounts: number[];
  /** Whether a tag may close itself here, innermost last. */
  readonly isForeign: boolean[];
  /** The one that was opened last. */
  element: number;
  /** The place of the text that goes on: nothing but text came since it began. */
  text: number;
  inCode: boolean;
}

export function startPage(): PageDraft {
  return {
    names: createNameTable(['', pageName]),
    rules: [],
    kinds: [1],
    ends: [0],
    firsts: [0],
    counts: [0],
    attributes: [],
    values: [],
    lastWith: [],
    open: [0],
    openNames: [1],
    openCounts: [],
    isForeign: [],
    element: 0,
    text: -1,
    inCode: false,
  };
}

/** Begins an element, and ends those that have no tag for it; says how what stands in it is read. */
export function openElement(page: PageDraft, name: number): ElementRule {
  const rule = ruleOf(page, name);
  if (rule.closes !== 0) {
    while ((innermostRule(page).bit & rule.closes) !== 0) closeInnermost(page);
  }
  if (page.open.length > maxDepth) while (page.open.length > 1) closeInnermost(page);
  if (rule.isForeign !== undefined) page.isForeign.push(rule.isForeign);
  if (!rule.isVoid) page.openCounts[name] = (page.openCounts[name] ?? 0) + 1;
  begin(page, name);
  page.inCode = rule.inside === 'code';
  return rule;
}

/** Of the element that was opened last; of two of one name the first counts. */
export function addAttribute(page: PageDraft, name: number, value: string): void {
  const { element } = page;
  if (page.lastWith[name] === element) return;
  page.lastWith[name] = element;
  page.attributes.push(name, page.values.length);
  page.values.push(value);
  page.counts[element] = (page.counts[element] ?? 0) + 1;
}

/** The opening tag is over. */
export function endOpening(page: PageDraft, closesItself: boolean): void {
  if (ruleOf(page, page.kinds[page.element] ?? 0).isVoid) end(page);
  else if (closesItself && page.isForeign.at(-1) === true) closeInnermost(page);
}

/** A closing tag, which may be one of nothing. */
export function closeElement(page: PageDraft, name: number): void {
  const rule = ruleOf(page, name);
  if (rule.isForeign !== undefined) page.isForeign.pop();
  if (rule.isVoid) {
    if (page.names.names[name] !== 'br') return;
    begin(page, name);
    end(page);
  } else if ((page.openCounts[name] ?? 0) > 0) {
    while (page.openNames[page.openNames.length - 1] !== name) closeInnermost(page);
    closeInnermost(page);
  } else if (page.names.names[name] === 'p') {
    openElement(page, name);
    closeInnermost(page);
  }
}

export function addText(page: PageDraft, data: string): void {
  if (page.inCode) return;
  if (page.text >= 0) {
    page.values[page.text] += data;
    return;
  }
  page.text = page.values.length;
  page.kinds.push(0);
  page.firsts.push(page.text);
  page.counts.push(0);
  page.ends.push(page.kinds.length);
  page.values.push(data);
}

export function addComment(page: PageDraft): void {
  page.text = -1;
}

export function finishPage(page: PageDraft): HtmlPage {
  const { kinds, ends, firsts, counts, attributes, values } = page;
  for (const at of page.open) ends[at] = kinds.length;
  return {
    names: page.names.names,
    kinds: new Int32Array(kinds),
    ends: new Int32Array(ends),
    firsts: new Int32Array(firsts),
    counts: new Int32Array(counts),
    attributes: new Int32Array(attributes),
    values,
  };
}

function begin(page: PageDraft, name: number): void {
  page.text = -1;
  page.inCode = false;
  page.element = page.kinds.length;
  page.kinds.push(name);
  page.firsts.push(page.attributes.length >> 1);
  page.counts.push(0);
  page.ends.push(0);
  page.open.push(page.element);
  page.openNames.push(name);
}

function closeInnermost(page: PageDraft): void {
  const name = page.openNames[page.openNames.length - 1] ?? 0;
  page.openCounts[name] = (page.openCounts[name] ?? 0) - 1;
  end(page);
}

function end(page: PageDraft): void {
  page.text = -1;
  page.inCode = false;
  page.openNames.pop();
  page.ends[page.open.pop() ?? 0] = page.kinds.length;
}

function innermostRule(page: PageDraft): ElementRule {
  return ruleOf(page, page.openNames[page.openNames.length - 1] ?? 0);
}

function ruleOf(page: PageDraft, name: number): ElementRule {
  const known = page.rules[name];
  if (known !== undefined) return known;
  const rule = elementRule(page.names.names[name] ?? '');
  page.rules[name] = rule;
  return rule;
}
