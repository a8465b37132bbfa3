import { deadLetterRoutes, deadLetterTag } from '@oms/chassis';
import { openApiDocument, type Route } from '@oms/http';
import { createAddress, deleteAddress, getAddress, listAddresses, updateAddress } from './addresses/routes.ts';
import type { UsersContext } from './context.ts';
import { eraseOneself, getErasure, listErasuresRoute } from './erasures/routes.ts';
import { createExport, getExport } from './exports/routes.ts';
import { getPreferences, replacePreferences } from './preferences/routes.ts';
import { changeOwnProfile, changeUser, getOwnProfile, getUser, listUsers } from './profiles/routes.ts';

/** Every route of users. */
export const routes: readonly Route<UsersContext>[] = [
  getOwnProfile,
  changeOwnProfile,
  listAddresses,
  createAddress,
  getAddress,
  updateAddress,
  deleteAddress,
  getPreferences,
  replacePreferences,
  createExport,
  getExport,
  eraseOneself,
  listErasuresRoute,
  getErasure,
  listUsers,
  getUser,
  changeUser,
];

/** The OpenAPI document of users. */
export const document = () =>
  openApiDocument(
    {
      service: 'users',
      title: 'OMS users',
      description: 'What people told us about themselves: profiles, addresses and preferences.',
      version: '1',
      tags: [
        { name: 'Profiles', description: 'Name, telephone number, locale and time zone' },
        { name: 'Addresses', description: 'Where things and bills go' },
        { name: 'Preferences', description: 'Which mails are wanted' },
        { name: 'Privacy', description: 'A copy of all that is held on oneself, and being forgotten' },
        deadLetterTag,
      ],
    },
    [...routes, ...deadLetterRoutes('users')],
  );
