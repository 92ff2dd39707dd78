"""What is remembered of people at work: accounts, organisation roles, invitations. Candidates live in hiring."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class Role(models.TextChoices):
    """What somebody may do. Held for the whole organisation (OrganisationRole) or one opening (hiring.Member)."""

    ADMINISTRATOR = "administrator", "Administrator"
    RECRUITER = "recruiter", "Recruiter"
    HIRING_MANAGER = "hiring-manager", "Hiring manager"
    INTERVIEWER = "interviewer", "Interviewer"
    TRAINEE = "trainee", "Trainee"
    ANALYST = "analyst", "People analyst"
    COMPLIANCE = "compliance", "Compliance officer"


class UserManager(BaseUserManager["User"]):
    """Creates accounts; an account without a password can only come in by an invitation or interview link."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)  # None makes it unusable
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """An account. Guests came by a link to one interview and see nothing else."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    is_guest = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # Raised by "sign out everywhere": every session carries a digest of it, so all of them end at once.
    session_round = models.PositiveIntegerField(default=0)
    # The demo's sentence about a made-up person. One-click sign-in exists for these accounts alone.
    fiction = models.CharField(max_length=200, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def has_joined(self) -> bool:
        """Whether this account can sign in by itself: it has set a password."""
        return self.has_usable_password()

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's digest of the password, with the round in it."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        value = f"{self.password} {self.session_round}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class OrganisationRole(models.Model):
    """A role held for every opening of the organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="organisation_roles")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="one_row_a_role")]

    def __str__(self) -> str:
        return self.get_role_display()


class Invitation(models.Model):
    """A link that lets an invited account set its first password. Only the token's digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether the link has expired unused."""
        return self.expires_at <= timezone.now()
