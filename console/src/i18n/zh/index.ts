import antd from 'antd/es/locale/zh_CN';

import access from './access.json';
import accounts from './accounts.json';
import approvals from './approvals.json';
import audit from './audit.json';
import charts from './charts.json';
import common from './common.json';
import explore from './explore.json';
import format from './format.json';
import imports from './imports.json';
import me from './me.json';
import people from './people.json';
import roles from './roles.json';
import search from './search.json';
import shell from './shell.json';
import signals from './signals.json';
import situation from './situation.json';

export const resources = { access, accounts, approvals, audit, charts, common, explore, format, imports, me, people, roles, search, shell, signals, situation };
export { antd };
