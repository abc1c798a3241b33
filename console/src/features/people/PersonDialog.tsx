import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { Person } from '~/api/types';
import { useSession } from '~/features/access/session';
import parts from '~/shell/parts.module.css';
import { useScope } from '~/shell/ScopeProvider';
import { Refusal } from '~/shell/states/Refusal';

import { PersonFields } from './PersonFields';
import { type PersonDraft, draftOf, inputOf, namesOf, newDraft } from './personDraft';
import { correct, register } from './queries';

/** Takes somebody down who is not in the registry yet; one who is known already is joined with the record there is. */
export function RegisterDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people');
  const { home_region } = useSession();
  const { linkTo } = useScope();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [draft, setDraft] = useState(() => newDraft(home_region));
  const send = useMutation({
    mutationFn: () => register(inputOf(draft)),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['persons'] }),
    gcTime: 0,
  });
  if (send.data) {
    const { id, outcome } = send.data;
    return (
      <Modal
        open
        title={t('form.registered')}
        okText={t('open_person')}
        cancelText={t('form.done')}
        onOk={() => void navigate(linkTo(`/people/${id}`))}
        onCancel={onClose}
      >
        <p role="status">{t(`form.outcome.${outcome as 'created' | 'linked' | 'queued'}`)}</p>
      </Modal>
    );
  }
  return <PersonModal title={t('form.register')} what={t('form.register_what')} draft={draft} onChange={setDraft} send={send} onClose={onClose} />;
}

interface CorrectProps {
  /** The person in the clear. */
  person: Person;
  onDone: () => void;
  onClose: () => void;
}

/** Corrects a record; what stood there before is kept. */
export function CorrectDialog({ person, onDone, onClose }: CorrectProps) {
  const { t } = useTranslation('people');
  const cache = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(person));
  const send = useMutation({
    mutationFn: () => correct(person.id, person.version, inputOf(draft)),
    onSuccess: async () => {
      onDone();
      await cache.invalidateQueries({ queryKey: ['persons'] });
    },
    gcTime: 0,
  });
  return <PersonModal title={t('form.correct')} what={t('form.correct_what')} draft={draft} onChange={setDraft} send={send} onClose={onClose} />;
}

interface ModalProps {
  title: string;
  what: string;
  draft: PersonDraft;
  send: { error: unknown; isError: boolean; isPending: boolean; mutate: () => void };
  onChange: (draft: PersonDraft) => void;
  onClose: () => void;
}

function PersonModal({ title, what, draft, send, onChange, onClose }: ModalProps) {
  const { t: common } = useTranslation('common');
  return (
    <Modal
      open
      width={720}
      title={title}
      okText={title}
      cancelText={common('cancel')}
      // What was typed is not lost by a click beside the form.
      mask={{ closable: false }}
      okButtonProps={{ disabled: namesOf(draft).length === 0, loading: send.isPending }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p className={parts.quiet}>{what}</p>
        <PersonFields draft={draft} error={send.error} onChange={onChange} />
        {send.isError && <Refusal error={send.error} />}
      </div>
    </Modal>
  );
}
