import { useQueryClient } from '@tanstack/react-query';
import { Tree } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { regionQuery, useRegion } from '~/api/reference';
import type { RegionDetail, RegionView } from '~/api/types';
import { useBilingual } from '~/i18n/language';

import styles from './shell.module.css';
import { Loaded } from './states/Loaded';

const COUNTRY = '100000';

interface Node {
  key: string;
  title: string;
  isLeaf: boolean;
  children?: Node[];
}

interface Props {
  current: string;
  onChoose: (area: string) => void;
}

/** Country, provinces, prefectures and counties; a level is fetched when it is opened. */
export function AreaTree({ current, onChoose }: Props) {
  const { t } = useTranslation('shell');
  const { name } = useBilingual();
  const cache = useQueryClient();
  const here = useRegion(current);
  const [known, setKnown] = useState<Record<string, RegionDetail>>({});

  const learn = async (code: string) => {
    const detail = await cache.fetchQuery(regionQuery(code));
    setKnown((before) => ({ ...before, [code]: detail }));
  };

  useEffect(() => {
    if (!here.data) return;
    const path = [COUNTRY, ...here.data.ancestors.map(({ code }) => code), here.data.code];
    let wanted = true;
    void Promise.all([...new Set(path)].map((code) => cache.fetchQuery(regionQuery(code)))).then((details) => {
      if (wanted) setKnown((before) => ({ ...before, ...Object.fromEntries(details.map((detail) => [detail.code, detail])) }));
    });
    return () => {
      wanted = false;
    };
  }, [cache, here.data]);

  const nodeOf = (region: RegionView): Node => ({
    key: region.code,
    title: name(region),
    isLeaf: !region.has_children || region.level === 'county',
    children: region.level === 'county' ? undefined : known[region.code]?.children.map(nodeOf),
  });

  return (
    <Loaded query={here}>
      {(region) => {
        const root = known[COUNTRY];
        if (!root) return null;
        return (
          <div className={styles.tree}>
            <Tree
              aria-label={t('area.label')}
              blockNode
              treeData={[nodeOf(root)]}
              defaultExpandedKeys={[COUNTRY, ...region.ancestors.map(({ code }) => code), region.code]}
              selectedKeys={[current]}
              loadData={({ key }) => (known[String(key)] ? Promise.resolve() : learn(String(key)))}
              onSelect={(_, { node }) => onChoose(String(node.key))}
            />
          </div>
        );
      }}
    </Loaded>
  );
}
