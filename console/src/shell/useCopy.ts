import { useState } from 'react';

/** Puts a text on the clipboard and remembers that it is there. */
export function useCopy() {
  const [copied, setCopied] = useState(false);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Without a secure address the browser has no clipboard; the text stands on the page to be copied by hand.
      setCopied(false);
    }
  };
  return { copy, copied };
}
