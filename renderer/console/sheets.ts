/**
 * Lets a library write styles that the Content-Security-Policy would refuse as `<style>` elements: while `make` runs, each
 * such element it creates is a stand-in whose text goes into a constructed style sheet of the document.
 */
export function withSheets<T>(make: () => T): T {
  const createElement = document.createElement.bind(document);
  const own = (name: string, options?: ElementCreationOptions): HTMLElement =>
    name.toLowerCase() === 'style' ? standIn(createElement('div')) : createElement(name, options);
  document.createElement = own as Document['createElement'];
  try {
    return make();
  } finally {
    // Takes the shadow away; the method of the prototype shows again.
    Reflect.deleteProperty(document, 'createElement');
  }
}

function standIn(element: HTMLDivElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  let css = '';
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  element.hidden = true;
  Object.defineProperty(element, 'textContent', {
    get: () => css,
    set: (text: string) => {
      css = text;
      sheet.replaceSync(text);
    },
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    HTMLElement.prototype.remove.call(element);
  };
  return element;
}
