import { XMLParser } from 'fast-xml-parser';

/**
 * Reads XML into plain objects: attributes as `@name`, text beside them as `#text`, everything a string. Elements named in
 * `many` are always lists. Throws what is wrong with it.
 */
export function parseXml(text: string, many: readonly string[]): unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (name) => many.includes(name),
  });
  return parser.parse(text, true);
}
