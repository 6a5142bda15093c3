//! Apache with `mod_auth_digest`, which lets in `ann` with the password `p4ss-s3cret`.

use md5::{Digest as _, Md5};
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PROGRAM: &str = "/usr/sbin/apache2";
const MODULES: &str = "/usr/lib/apache2/modules";
/// The modules of each use.
const ALL: [&str; 8] = [
    "mpm_prefork",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_user",
    "auth_digest",
    "proxy",
    "proxy_http",
];

/// A running Apache. It ends with the test.
pub struct Apache {
    process: Child,
    folder: PathBuf,
    pub address: SocketAddr,
}

impl Drop for Apache {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Apache {
    /// Starts it with more modules. `before` opens a section of the configuration, which asks for Digest, and `after` closes it.
    /// `None`, saying so, if it is not installed.
    pub fn start(modules: &[&str], before: &str, after: &str) -> Option<Self> {
        if !Path::new(PROGRAM).exists() || !Path::new(MODULES).join("mod_auth_digest.so").exists() {
            println!("skipped: apache2 with mod_auth_digest is missing");
            return None;
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let name = format!("digest-{}-{}", std::process::id(), address.port());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        let hash = Md5::digest(b"ann:a realm:p4ss-s3cret");
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(folder.join("users"), format!("ann:a realm:{hash}\n")).unwrap();
        let modules: String = ALL
            .iter()
            .chain(modules)
            .map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n"))
            .collect();
        let place = folder.display();
        let text = format!(
            "{modules}ServerName localhost\nListen {address}\nPidFile {place}/pid\nDefaultRuntimeDir {place}\nErrorLog {place}/log\n\
             <IfModule unixd_module>\nUser www-data\nGroup www-data\n</IfModule>\n\
             {before}\nAuthType Digest\nAuthName \"a realm\"\nAuthDigestProvider file\nAuthUserFile {place}/users\n\
             AuthDigestNonceLifetime 2\nRequire valid-user\n{after}\n"
        );
        fs::write(folder.join("conf"), text).unwrap();
        let process = Command::new(PROGRAM)
            .args(["-X", "-d", "/etc/apache2", "-f"])
            .arg(folder.join("conf"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let apache = Self {
            process,
            folder,
            address,
        };
        for _ in 0..100 {
            if TcpStream::connect(address).is_ok() {
                return Some(apache);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("apache2 does not start: {}", apache.log());
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}
