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

/** Makes the lists of a page from its tags and texts, and closes what has no tag to close it. */
export interface PageBuilder {
  readonly names: NameTable;
  /** Begins an element; says how what stands in it is to be read. */
  open(name: number): ElementRule;
  /** Of the element that was opened last; of two of one name the first counts. */
  attribute(name: number, value: string): void;
  /** The opening tag is over. */
  opened(closesItself: boolean): void;
  close(name: number): void;
  text(data: string): void;
  comment(): void;
  finish(): HtmlPage;
}

export function createPageBuilder(): PageBuilder {
  const names = createNameTable(['', pageName]);
  /** By the number of the name. */
  const rules: ElementRule[] = [];
  /** How many elements of each name are open. */
  const openCounts: number[] = [];
  const kinds = [1];
  const ends = [0];
  const firsts = [0];
  const counts = [0];
  const attributes: number[] = [];
  const values: string[] = [];
  /** Of each name the last element that has it as an attribute. */
  const lastWith: number[] = [];
  /** Elements that are open, and their names; the page itself first. */
  const open = [0];
  const openNames = [1];
  /** Whether a tag may close itself here, innermost last. */
  const isForeign: boolean[] = [];
  let element = 0;
  /** The text that goes on: nothing but text came since it began. */
  let text = -1;
  let inCode = false;

  return {
    names,
    open: openElement,
    attribute(name, value) {
      if (lastWith[name] === element) return;
      lastWith[name] = element;
      attributes.push(name, values.length);
      values.push(value);
      counts[element] = (counts[element] ?? 0) + 1;
    },
    opened(closesItself) {
      const name = kinds[element] ?? 0;
      if (ruleOf(name).isVoid) end();
      else if (closesItself && isForeign.at(-1) === true) closeInnermost();
    },
    close(name) {
      const rule = ruleOf(name);
      if (rule.isForeign !== undefined) isForeign.pop();
      if (rule.isVoid) {
        if (names.names[name] !== 'br') return;
        begin(name);
        end();
      } else if ((openCounts[name] ?? 0) > 0) {
        while (openNames.at(-1) !== name) closeInnermost();
        closeInnermost();
      } else if (names.names[name] === 'p') {
        openElement(name);
        closeInnermost();
      }
    },
    text(data) {
      if (inCode) return;
      if (text < 0) {
        text = values.length;
        kinds.push(0);
        firsts.push(text);
        counts.push(0);
        ends.push(kinds.length);
        values.push(data);
      } else values[text] += data;
    },
    comment() {
      text = -1;
    },
    finish() {
      for (const at of open) ends[at] = kinds.length;
      return {
        names: names.names,
        kinds: new Int32Array(kinds),
        ends: new Int32Array(ends),
        firsts: new Int32Array(firsts),
        counts: new Int32Array(counts),
        attributes: new Int32Array(attributes),
        values,
      };
    },
  };

  function openElement(name: number): ElementRule {
    const rule = ruleOf(name);
    const { closes } = rule;
    if (closes !== 0) {
      while ((ruleOf(openNames.at(-1) ?? 0).bit & closes) !== 0) closeInnermost();
    }
    if (open.length > maxDepth) while (open.length > 1) closeInnermost();
    if (rule.isForeign !== undefined) isForeign.push(rule.isForeign);
    if (!rule.isVoid) openCounts[name] = (openCounts[name] ?? 0) + 1;
    begin(name);
    inCode = rule.inside === 'code';
    return rule;
  }

  function begin(name: number): void {
    text = -1;
    inCode = false;
    element = kinds.length;
    kinds.push(name);
    firsts.push(attributes.length >> 1);
    counts.push(0);
    ends.push(0);
    open.push(element);
    openNames.push(name);
  }

  function closeInnermost(): void {
    const name = openNames.at(-1) ?? 0;
    openCounts[name] = (openCounts[name] ?? 0) - 1;
    end();
  }

  function end(): void {
    text = -1;
    inCode = false;
    openNames.pop();
    ends[open.pop() ?? 0] = kinds.length;
  }

  function ruleOf(name: number): ElementRule {
    let rule = rules[name];
    if (rule === undefined) {
      rule = elementRule(names.names[name] ?? '');
      rules[name] = rule;
    }
    return rule;
  }
}
