import { fetchFile } from '../api/client.js';
import { h } from '../render/dom.js';

/**
 * A link to a file of the API. A link carries no token, so the page itself asks for the file, with
 * the token that the collector was presented.
 */
export function downloadLink(url, name, label, say) {
  return h('a', {
    href: url,
    download: name,
    title: `Download as ${label}`,
    onclick: (event) => {
      event.preventDefault();
      fetchFile(url).then((file) => save(file, name),
        (problem) => say(`${problem.title} ${problem.detail ?? ''}`.trim()));
    },
  }, label);
}

/** What a canvas shows now, as a PNG file. */
export function pictureLink(canvas, name) {
  return h('button.link', {
    type: 'button',
    title: 'What is on screen as a picture',
    onclick: () => canvas.toBlob((picture) => save(picture, name), 'image/png'),
  }, 'PNG');
}

/** Hands a file to the browser. */
export function save(file, name) {
  const url = URL.createObjectURL(file);
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
