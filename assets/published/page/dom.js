// Making elements. Text enters the page here and nowhere else, always as a text node: what reports say can never become markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, options, children) {
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (name === 'style') for (const [property, text] of Object.entries(value)) node.style.setProperty(property, text);
    else node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** An element of HTML. A function among the options listens to the event of that name. */
const el = (tag, options = {}, ...children) => fill(document.createElement(tag), options, children);

/** An element of SVG. */
const svg = (tag, options = {}, ...children) => fill(document.createElementNS(SVG, tag), options, children);
