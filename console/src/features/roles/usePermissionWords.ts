import { useTranslation } from 'react-i18next';

/** Says a permission in plain words; one the console does not know yet stays as it is. */
export function usePermissionWords(): (permission: string) => string {
  const { t, i18n } = useTranslation('roles');
  return (permission) => {
    const key = `permission.${permission}`;
    return i18n.exists(key, { ns: 'roles' }) ? t(key as 'permission.counts.read') : permission;
  };
}
