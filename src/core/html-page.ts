/**
 * A page of HTML after its one parse: flat lists instead of a tree of objects, so that it costs little
 * to make, to walk and to send to another thread. Who crawls reads links and directives from it, who
 * converts reads the content; neither parses again.
 *
 * Nodes are numbered in the order in which they begin; node 0 is the page itself. What lies in node
 * `at` are the nodes from `at + 1` up to `ends[at]`. `#html/page-reader.ts` reads all this by name.
 */
export interface HtmlPage {
  /** Every name that occurs, of elements and attributes, in lower case; the first is empty. */
  readonly names: readonly string[];
  /** Of each node: its name's place in `names`; 0 of text. */
  readonly kinds: Int32Array;
  /** Of each node: the number of the first node behind it and all that lies in it. */
  readonly ends: Int32Array;
  /** Of text: its place in `values`. Of an element: its first attribute's place in `attributes`. */
  readonly firsts: Int32Array;
  /** Of an element: how many attributes it has, each name once. */
  readonly counts: Int32Array;
  /** Two numbers for each attribute: its name's place in `names`, its value's place in `values`. */
  readonly attributes: Int32Array;
  /** Text and values of attributes, entities decoded. What stands in `script` and `style` is left out. */
  readonly values: readonly string[];
}
