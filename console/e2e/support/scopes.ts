/** Addresses of what the published data are known to show. */

/** COVID-19 in Shandong, January to March 2020: the first view of the demonstration. */
export const SHANDONG = scope('370000', '2020-01-20', '2020-03-31');

/** The month around the 201 cases that Jining reported on 2020-02-20. */
export const JINING = scope('370800', '2020-02-01', '2020-02-29');

export const JINING_DAY = '2020-02-20';

function scope(area: string, from: string, to: string): string {
  return new URLSearchParams({ area, from, to, stream: 'covid19_confirmed', condition: 'covid19', stratum: 'all' }).toString();
}
