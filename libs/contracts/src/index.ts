export { type AccountPage, accountPages } from './account-pages.ts';
export { type Address, address } from './address.ts';
export { isCountry } from './countries.ts';
export { currencies, isCurrency, minorUnits } from './currency.ts';
export { type CloudEvent, cloudEvent, defineEvent, type EventData, type EventDefinition } from './event.ts';
export * from './events/api-key-use.ts';
export * from './events/auth.ts';
export * from './events/dead-letters.ts';
export * from './events/mailer.ts';
export * from './events/orders.ts';
export * from './events/privacy.ts';
export * from './events/users.ts';
export * from './events/webhooks.ts';
export { countryNames, dateTimeFormat, numberFormat } from './formatters.ts';
export { addMoney, allocate, formatMoney, type Money, money, multiplyMoney, signedMoney } from './money.ts';
export {
  type Actor,
  actor,
  fulfillmentStatus,
  metadata,
  type Order,
  type OrderLine,
  type OrderTotals,
  order,
  orderLine,
  orderStatus,
  orderTotals,
  paymentStatus,
} from './order.ts';
export * from './order-parts.ts';
export { allPermissions, type Permission, permissionsOf, type Role, roles } from './permissions.ts';
export { localeTag, personName, phoneNumber, timeZone } from './person.ts';
export { line, printable, words } from './text.ts';
