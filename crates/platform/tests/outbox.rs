//! What was promised is delivered, in order, and not before the fact is stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use kernel::Clock;
use platform::outbox::{Courier, Subscriber, promise};

use crate::{clock, migrate};

/// Remembers what it was given; refuses while told to.
#[derive(Default)]
struct Notebook {
    heard: Mutex<Vec<String>>,
    refuse: Mutex<bool>,
}

#[async_trait]
impl Subscriber for Notebook {
    async fn deliver(&self, payload: &str) -> Result<(), String> {
        if *self.refuse.lock().unwrap() {
            return Err("the printer is out of paper".into());
        }
        self.heard.lock().unwrap().push(payload.to_owned());
        Ok(())
    }
}

testkit::on_both! {
    async fn promises_are_kept_once_and_in_order(db) {
        migrate(db).await;
        let notebook = Arc::new(Notebook::default());
        let subscribers: HashMap<&'static str, Arc<dyn Subscriber>> =
            HashMap::from([("note", notebook.clone() as Arc<dyn Subscriber>)]);
        let courier = Courier::new((*db).clone(), Arc::new(clock()), subscribers);
        for number in 1..=3 {
            let mut tx = db.begin().await.unwrap();
            promise(&mut tx, "note", &number, clock().now()).await.unwrap();
            if number == 2 {
                tx.rollback().await.unwrap();
            } else {
                tx.commit().await.unwrap();
            }
        }
        *notebook.refuse.lock().unwrap() = true;
        assert_eq!(courier.deliver_waiting().await.unwrap(), 0);
        *notebook.refuse.lock().unwrap() = false;
        assert_eq!(courier.deliver_waiting().await.unwrap(), 2);
        assert_eq!(courier.deliver_waiting().await.unwrap(), 0);
        assert_eq!(*notebook.heard.lock().unwrap(), ["1", "3"]);
    }
}
