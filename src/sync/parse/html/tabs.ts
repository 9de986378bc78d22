import { attribute, childrenOf, classesOf, type HtmlNode } from './html-node.ts';
import { wordsBelow } from './words-below.ts';

/** Classes around the labels of tabs that are made of radio buttons: Material, sphinx-design, VitePress. */
const labelRows: ReadonlySet<string> = new Set([
  'tabbed-labels',
  'tabbed-set',
  'sd-tab-set',
  'tab-set',
  'tabs',
]);

/** Classes of panels that carry no role. `tabbed-content` holds the panels or, in older Material, is one. */
const panelClasses: ReadonlySet<string> = new Set([
  'tabbed-block',
  'sd-tab-content',
  'tab-content',
  'tabpanel',
]);

/** More labels than this in one set are something else. */
const maxLabels = 100;

/** Pairs labels and panels in the order in which a page has them, each set of tabs for itself. */
export interface Tabs {
  label(node: HtmlNode): void;
  /** A panel begins; returns its label. Every `enter` is followed by a `leave`. */
  enter(panel: HtmlNode): string | undefined;
  leave(): void;
}

interface Waiting {
  readonly inOrder: { readonly text: string; readonly controls: string | undefined }[];
  readonly outer: Waiting | undefined;
}

export function createTabs(): Tabs {
  let waiting: Waiting = { inOrder: [], outer: undefined };
  return {
    label(node) {
      if (waiting.inOrder.length === maxLabels) return;
      waiting.inOrder.push({ text: wordsBelow(node), controls: attribute(node, 'aria-controls') });
    },
    enter(panel) {
      const id = attribute(panel, 'id');
      const named = waiting.inOrder.findIndex(
        ({ controls }) => id !== undefined && controls === id,
      );
      const [label] = waiting.inOrder.splice(Math.max(0, named), 1);
      waiting = { inOrder: [], outer: waiting };
      return label?.text || undefined;
    },
    leave() {
      waiting = waiting.outer ?? waiting;
    },
  };
}

export function isTabLabel(node: HtmlNode, parent: HtmlNode): boolean {
  if (attribute(node, 'role') === 'tab') return true;
  return node.name === 'label' && classesOf(parent).some((name) => labelRows.has(name));
}

export function isTabPanel(node: HtmlNode, parent: HtmlNode, classes: readonly string[]): boolean {
  if (attribute(node, 'role') === 'tabpanel') return true;
  if (classes.some((name) => panelClasses.has(name))) return true;
  const parentClasses = classesOf(parent);
  if (classes.includes('tabbed-content')) {
    return (
      parentClasses.includes('tabbed-set') &&
      !childrenOf(node).some((child) => classesOf(child).includes('tabbed-block'))
    );
  }
  return parentClasses.includes('blocks') && classes.some((name) => name.startsWith('language-'));
}
