import { CSRF_HEADER } from '~/api/client';
import { ProblemError, toProblem, unreachable } from '~/api/problem';
import type { ImportView } from '~/api/types';

/** Sends a file, telling how much of it has gone; `fetch` cannot say that, so this is an XMLHttpRequest. */
export function upload(file: File, onSent: (share: number) => void): Promise<ImportView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/imports');
    for (const [name, value] of Object.entries(CSRF_HEADER)) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new ProblemError(unreachable));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as ImportView);
      else reject(new ProblemError(toProblem(request.status, request.response, request.getResponseHeader('x-request-id'))));
    };
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}
