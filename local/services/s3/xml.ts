/** Just enough XML for S3's protocol: it writes plain trees and reads the small documents that SDKs send. */

export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** A document in S3's namespace, or in none (""). An array repeats its element; `undefined` leaves it out. */
export function writeXml(root: string, value: XmlValue, namespace = NAMESPACE): string {
  const opening = namespace === "" ? root : `${root} xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${opening}>${content(value)}</${root}>`;
}

function content(value: XmlValue): string {
  if (value === undefined) return "";
  if (typeof value !== "object") return escapeXml(String(value));
  if (isList(value)) return value.map(content).join("");
  return Object.entries(value)
    .map(([name, inner]) => {
      if (inner === undefined) return "";
      const each = isList(inner) ? inner : [inner];
      return each.map((one) => `<${name}>${content(one)}</${name}>`).join("");
    })
    .join("");
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => {
    if (character === "&") return "&amp;";
    if (character === "<") return "&lt;";
    if (character === ">") return "&gt;";
    return character === '"' ? "&quot;" : "&#13;";
  });
}

export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Reads a document, ignoring attributes, comments and namespaces. @throws SyntaxError when it is not well formed */
export function readXml(source: string): XmlElement {
  const open: { name: string; text: string; children: XmlElement[] }[] = [
    { name: "", text: "", children: [] },
  ];
  const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/gy;
  let end = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    end = token.lastIndex;
    const [, closing, name, selfClosing, text] = match;
    const top = open.at(-1);
    if (top === undefined) throw new SyntaxError("XML closes more than it opens");
    if (text !== undefined) top.text += unescapeXml(text);
    if (name === undefined) continue;
    if (closing === "/") {
      open.pop();
      const parent = open.at(-1);
      if (top.name !== name || parent === undefined)
        throw new SyntaxError(`XML closes ${name} inside ${top.name}`);
      parent.children.push(top);
    } else if (selfClosing === "/") {
      top.children.push({ name, text: "", children: [] });
    } else {
      open.push({ name, text: "", children: [] });
    }
  }
  const root = open[0]?.children[0];
  if (root === undefined || open.length !== 1 || end !== source.length)
    throw new SyntaxError("XML is not well formed");
  return root;
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name] ?? whole;
  });
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}
