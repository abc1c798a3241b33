import { useQuery } from '@tanstack/react-query';

import { api, dataOf } from '~/api/client';
import { useBilingual } from '~/i18n/language';

import styles from './shell.module.css';

/** An institution by its name; by its id until the name is known. */
export function OrganisationName({ id, region }: { id: string; region: string }) {
  const { name } = useBilingual();
  const organisations = useQuery({
    queryKey: ['organisations', region],
    queryFn: () => dataOf(api.GET('/api/organisations', { params: { query: { region, limit: 100 } } })),
    staleTime: Infinity,
  });
  const found = organisations.data?.items.find((organisation) => organisation.id === id);
  return <p className={styles.userDetail}>{name(found) || id}</p>;
}
