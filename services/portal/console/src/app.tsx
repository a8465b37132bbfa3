import { LocationProvider, Route, Router } from 'preact-iso/router';
import { AccountPage } from './pages/account-page.tsx';
import { AccountsPage } from './pages/accounts-page.tsx';
import { DeadLettersPage } from './pages/dead-letters-page.tsx';
import { MailPage } from './pages/mail-page.tsx';
import { MailsPage } from './pages/mails-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { OrderPage } from './pages/order-page.tsx';
import { OrdersPage } from './pages/orders-page.tsx';
import { ProductPage } from './pages/product-page.tsx';
import { ProductsPage } from './pages/products-page.tsx';
import { StartPage } from './pages/start-page.tsx';
import { SessionGate } from './session.tsx';
import { Shell } from './shell.tsx';
import { Notices } from './ui/notices.tsx';

export function App() {
  return (
    <LocationProvider scope="/console">
      <SessionGate>
        <Notices>
          <Shell>
            <Router>
              <Route path="/console" component={StartPage} />
              <Route path="/console/orders" component={OrdersPage} />
              <Route path="/console/orders/:id" component={OrderPage} />
              <Route path="/console/products" component={ProductsPage} />
              <Route path="/console/products/:id" component={ProductPage} />
              <Route path="/console/mails" component={MailsPage} />
              <Route path="/console/mails/:id" component={MailPage} />
              <Route path="/console/dead-letters" component={DeadLettersPage} />
              <Route path="/console/accounts" component={AccountsPage} />
              <Route path="/console/accounts/:id" component={AccountPage} />
              <Route default component={NotFoundPage} />
            </Router>
          </Shell>
        </Notices>
      </SessionGate>
    </LocationProvider>
  );
}
