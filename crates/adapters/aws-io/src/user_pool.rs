//! The customers' user pool, for the one thing that is done with it: people leave.

use std::future::Future;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::operation::admin_delete_user::AdminDeleteUserError;

use crate::CallError;

/// The people who may sign in.
pub trait UserPool {
    /// Deletes a user; somebody who is gone already is no failure.
    fn delete(&self, user_name: &str) -> impl Future<Output = Result<(), CallError>> + Send;
}

/// The pool in Amazon Cognito.
#[derive(Clone, Debug)]
pub struct CognitoUserPool {
    client: Client,
    pool_id: String,
}

impl CognitoUserPool {
    /// The pool by its id.
    pub fn new(sdk: &aws_config::SdkConfig, pool_id: String) -> Self {
        CognitoUserPool { client: Client::new(sdk), pool_id }
    }
}

impl UserPool for CognitoUserPool {
    async fn delete(&self, user_name: &str) -> Result<(), CallError> {
        let asked = self.client.admin_delete_user().user_pool_id(&self.pool_id).username(user_name);
        match asked.send().await {
            Err(error)
                if !error
                    .as_service_error()
                    .is_some_and(AdminDeleteUserError::is_user_not_found_exception) =>
            {
                Err(CallError::new("cognito-idp:AdminDeleteUser", error))
            }
            _ => Ok(()),
        }
    }
}
