import { EnvironmentOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { api, dataOf } from '~/api/client';
import { useRegion } from '~/api/reference';
import { useRoles } from '~/features/roles/queries';
import { useBilingual } from '~/i18n/language';
import { AreaPanel } from '~/shell/AreaPanel';
import { Field } from '~/shell/Field';
import { PickerButton } from '~/shell/PickerButton';
import parts from '~/shell/parts.module.css';
import { useFieldText } from '~/shell/states/fieldText';

import type { NewPost } from './queries';

interface Props {
  post: NewPost;
  onChange: (post: NewPost) => void;
  error?: unknown;
}

/** A post to be held: the role, the area with everything below it, and the organisation where it belongs to one. */
export function PostFields({ post, onChange, error }: Props) {
  const { t } = useTranslation('accounts');
  const { t: shell } = useTranslation('shell');
  const { name, pick } = useBilingual();
  const fieldText = useFieldText();
  const roles = useRoles().data?.items ?? [];
  const region = useRegion(post.region).data;
  const organisations = useQuery({
    queryKey: ['organisations', post.region],
    queryFn: () => dataOf(api.GET('/api/organisations', { params: { query: { region: post.region, limit: 100 } } })),
  }).data;
  const role = roles.find(({ id }) => id === post.role);

  return (
    <>
      <Field label={t('post.role')} hint={role && pick(role.description_zh, role.description_en)} error={fieldText(error, 'role')}>
        {(props) => (
          <Select
            {...props}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('post.choose_role')}
            value={post.role || undefined}
            options={roles.map((item) => ({ value: item.id, label: name(item) }))}
            onChange={(next) => onChange({ ...post, role: next })}
          />
        )}
      </Field>
      <div className={parts.field}>
        <span className={parts.hint}>{t('post.area')}</span>
        <PickerButton icon={<EnvironmentOutlined aria-hidden />} label={shell('area.label')} value={region ? name(region) : post.region}>
          {(close) => (
            <AreaPanel
              current={post.region}
              onChoose={(area) => {
                close();
                onChange({ ...post, region: area, organisation: undefined });
              }}
            />
          )}
        </PickerButton>
        {fieldText(error, 'region') && (
          <span className={parts.fieldError} role="alert">
            {fieldText(error, 'region')}
          </span>
        )}
      </div>
      <Field label={t('post.organisation')} hint={t('post.organisation_hint')} error={fieldText(error, 'organisation')}>
        {(props) => (
          <Select
            {...props}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('post.no_organisation')}
            value={post.organisation}
            options={organisations?.items.map((item) => ({ value: item.id, label: name(item) }))}
            onChange={(next?: string) => onChange({ ...post, organisation: next })}
          />
        )}
      </Field>
    </>
  );
}
