import { problemOf } from './client';

/** Saves a blob under a name, as the browser's own download. */
export function saveAs(blob: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Fetches a file the API makes and saves it under the name the server gave; throws the problem when refused. */
export async function download(path: string, fallbackName: string) {
  const response = await fetch(path);
  if (!response.ok) throw await problemOf(response);
  saveAs(await response.blob(), fileNameOf(response.headers.get('content-disposition')) ?? fallbackName);
}

/** The file name of a Content-Disposition header, preferring its UTF-8 form (RFC 6266). */
export function fileNameOf(header: string | null): string | null {
  if (!header) return null;
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (extended) return decodeURIComponent(extended);
  return /filename="?([^";]+)"?/i.exec(header)?.[1] ?? null;
}

/** A query string of the parameters that have a value. */
export function queryString(params: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value) search.set(key, value);
  return search.toString();
}
