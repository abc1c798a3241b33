/** A published source; a DOI or an address becomes a link. */
export function SourceLink({ source }: { source: string }) {
  const doi = /^(?:doi:)?(10\.\d{4,}\/\S+)$/i.exec(source)?.[1];
  const address = doi ? `https://doi.org/${doi}` : /^https?:\/\/\S+$/.exec(source)?.[0];
  if (!address) return source;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {source}
    </a>
  );
}
