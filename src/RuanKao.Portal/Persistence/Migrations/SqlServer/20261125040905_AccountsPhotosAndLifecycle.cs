using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class AccountsPhotosAndLifecycle : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_VerificationCodes_AddressHash_CreatedAt",
                table: "VerificationCodes");

            migrationBuilder.DropIndex(
                name: "IX_VerificationCodes_NetworkHash_CreatedAt",
                table: "VerificationCodes");

            migrationBuilder.DropIndex(
                name: "IX_SignInFailures_AddressHash_NetworkHash_At",
                table: "SignInFailures");

            migrationBuilder.DropIndex(
                name: "IX_RegistrationSteps_RegistrationId_At",
                table: "RegistrationSteps");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_OneForm",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_OnePersonOnePlace",
                table: "Registrations");

            migrationBuilder.RenameColumn(
                name: "NetworkHash",
                table: "VerificationCodes",
                newName: "OriginHash");

            migrationBuilder.RenameColumn(
                name: "NetworkHash",
                table: "SignInFailures",
                newName: "OriginHash");

            migrationBuilder.AddColumn<bool>(
                name: "IsFromKnown",
                table: "VerificationCodes",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Sequence",
                table: "VerificationCodes",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "AppointedAt",
                table: "StaffAppointments",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "AppointedBy",
                table: "StaffAppointments",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EndReason",
                table: "StaffAppointments",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "EndedAt",
                table: "StaffAppointments",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "EndedBy",
                table: "StaffAppointments",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Sequence",
                table: "SignInFailures",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "ChangesUntil",
                table: "RoundInstitutions",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "FirstPaymentTo",
                table: "RoundInstitutions",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "FirstRegistrationTo",
                table: "RoundInstitutions",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "MendHours",
                table: "RoundInstitutions",
                type: "int",
                nullable: false,
                defaultValue: 24);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "RoundInstitutions",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "WarnedOf",
                table: "RoundInstitutions",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Order",
                table: "RegistrationSteps",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "ChangeWaits",
                table: "Registrations",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Moves",
                table: "Registrations",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "PersonHash",
                table: "Registrations",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RefundDueFen",
                table: "Registrations",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NetworkHash",
                table: "IdentityAttempts",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "WithdrawnAt",
                table: "Consents",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Changes",
                table: "CandidatePhotos",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Rules",
                table: "CandidatePhotos",
                type: "nvarchar(800)",
                maxLength: 800,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "UsedAt",
                table: "CandidatePhotos",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "IssuerCode",
                table: "CandidateIdentities",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ErasedAt",
                table: "AspNetUsers",
                type: "datetime2",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "AuditHeads",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Seal = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditHeads", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AuditLinks",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    EntryId = table.Column<long>(type: "bigint", nullable: false),
                    Key = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    SealedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditLinks", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "ChangeRequests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RegistrationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PrefectureCode = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: true),
                    ExamRegionCode = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: true),
                    QualificationCode = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    Form_Title = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Form_TitleObtainedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Form_Employment = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Form_Employer = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Form_WorkingSince = table.Column<DateOnly>(type: "date", nullable: true),
                    Form_InProfessionSince = table.Column<DateOnly>(type: "date", nullable: true),
                    Form_School = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Form_MajorRelation = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Form_GraduatedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    Form_Major = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Form_Education = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Form_YearsOfStudy = table.Column<decimal>(type: "decimal(3,1)", precision: 3, scale: 1, nullable: true),
                    Form_Degree = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Form_Address = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Form_Email = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: true),
                    Form_Mobile = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: true),
                    Form_Telephone = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: true),
                    Form_Postcode = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: true),
                    PhotoId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ReturnReason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChangeRequests", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ChangeRequests_CandidatePhotos_PhotoId",
                        column: x => x.PhotoId,
                        principalTable: "CandidatePhotos",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChangeRequests_Qualifications_QualificationCode",
                        column: x => x.QualificationCode,
                        principalTable: "Qualifications",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChangeRequests_Registrations_RegistrationId",
                        column: x => x.RegistrationId,
                        principalTable: "Registrations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CodeCounts",
                columns: table => new
                {
                    Key = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false),
                    IsTold = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CodeCounts", x => new { x.Key, x.Since });
                });

            migrationBuilder.CreateTable(
                name: "ExamBans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    DocumentKind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    NumberSealed = table.Column<string>(type: "nvarchar(260)", maxLength: 260, nullable: false),
                    NumberHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: false),
                    Until = table.Column<DateOnly>(type: "date", nullable: true),
                    Basis = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: true),
                    EnteredAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EnteredBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    EndedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    EndReason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExamBans", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ExamBans_AspNetUsers_EndedBy",
                        column: x => x.EndedBy,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ExamBans_AspNetUsers_EnteredBy",
                        column: x => x.EnteredBy,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ExamBans_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GovernmentLinks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Provider = table.Column<string>(type: "nvarchar(30)", maxLength: 30, nullable: false),
                    Issuer = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    SubjectHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Level = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    LinkedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastUsedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GovernmentLinks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GovernmentLinks_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GuardianConsents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    GuardianName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Relation = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    TextVersion = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GuardianConsents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GuardianConsents_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IdentityCases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    DocumentKind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    IssuerCode = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: true),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    NumberSealed = table.Column<string>(type: "nvarchar(260)", maxLength: 260, nullable: false),
                    NumberHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Sex = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    BirthDate = table.Column<DateOnly>(type: "date", nullable: false),
                    ValidFrom = table.Column<DateOnly>(type: "date", nullable: false),
                    ValidTo = table.Column<DateOnly>(type: "date", nullable: true),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    PrefectureCode = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: true),
                    Words = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    State = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    SentAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    PromisedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ReturnReason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Revision = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdentityCases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IdentityCases_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_IdentityCases_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_IdentityCases_Prefectures_PrefectureCode",
                        column: x => x.PrefectureCode,
                        principalTable: "Prefectures",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "InstitutionPhotoRules",
                columns: table => new
                {
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    Rules = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InstitutionPhotoRules", x => x.InstitutionCode);
                    table.ForeignKey(
                        name: "FK_InstitutionPhotoRules_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PhotoAllowances",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Taken = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PhotoAllowances", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_PhotoAllowances_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PhotoDrafts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SourceId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    MadeAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Original = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    UploadedBytes = table.Column<int>(type: "int", nullable: false),
                    Recipe = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Processed = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Accepted = table.Column<bool>(type: "bit", nullable: false),
                    Findings = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Rules = table.Column<string>(type: "nvarchar(800)", maxLength: 800, nullable: false, defaultValue: ""),
                    Changes = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    ConsentVersion = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PhotoDrafts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PhotoDrafts_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RecoveryCodes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    UsedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecoveryCodes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RecoveryCodes_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SecondFactors",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SecretSealed = table.Column<string>(type: "nvarchar(260)", maxLength: 260, nullable: false),
                    EnrolledAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastStep = table.Column<long>(type: "bigint", nullable: false),
                    TriesSince = table.Column<DateTime>(type: "datetime2", nullable: true),
                    TriesMade = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SecondFactors", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_SecondFactors_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SignInAlarms",
                columns: table => new
                {
                    AddressHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    ToldAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignInAlarms", x => x.AddressHash);
                });

            migrationBuilder.CreateTable(
                name: "SignInRecords",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Way = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Second = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Network = table.Column<string>(type: "nvarchar(45)", maxLength: 45, nullable: false),
                    Browser = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SignInRecords", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SignInRecords_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "StaffInvitations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Role = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: true),
                    PrefectureCode = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: true),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    AddressSealed = table.Column<string>(type: "nvarchar(520)", maxLength: 520, nullable: false),
                    AddressHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    TokenHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    InvitedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UsedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    RevokedAt = table.Column<DateTime>(type: "datetime2", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffInvitations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StaffInvitations_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_StaffInvitations_Prefectures_PrefectureCode",
                        column: x => x.PrefectureCode,
                        principalTable: "Prefectures",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Suspensions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    ExamRegionCode = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: true),
                    QualificationCode = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Why = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Suspensions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Suspensions_ExamRounds_RoundId",
                        column: x => x.RoundId,
                        principalTable: "ExamRounds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Suspensions_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "WindowExtensions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RoundInstitutionId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Hours = table.Column<int>(type: "int", nullable: false),
                    Why = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    RegistrationTo = table.Column<DateTime>(type: "datetime2", nullable: false),
                    PaymentTo = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WindowExtensions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_WindowExtensions_RoundInstitutions_RoundInstitutionId",
                        column: x => x.RoundInstitutionId,
                        principalTable: "RoundInstitutions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IdentityCaseSteps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CaseId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    On = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    By = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    UserId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Why = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdentityCaseSteps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IdentityCaseSteps_IdentityCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "IdentityCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "IdentityScans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CaseId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    PictureSealed = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_IdentityScans", x => x.Id);
                    table.ForeignKey(
                        name: "FK_IdentityScans_IdentityCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "IdentityCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_VerificationCodes_AddressHash_Sequence",
                table: "VerificationCodes",
                columns: new[] { "AddressHash", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SignInFailures_AddressHash_OriginHash_Sequence",
                table: "SignInFailures",
                columns: new[] { "AddressHash", "OriginHash", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RegistrationSteps_RegistrationId_Order",
                table: "RegistrationSteps",
                columns: new[] { "RegistrationId", "Order" });

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_OneAccountOnePlace",
                table: "Registrations",
                columns: new[] { "RoundId", "UserId" },
                unique: true,
                filter: "[State] <> 'Draft' AND [State] <> 'Lapsed' AND [State] <> 'Cancelled' AND [State] <> 'Voided' AND [State] <> 'Suspended' AND [State] <> 'Refunded'");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_OneForm",
                table: "Registrations",
                columns: new[] { "RoundId", "InstitutionCode", "UserId" },
                unique: true,
                filter: "[State] <> 'Cancelled' AND [State] <> 'Voided' AND [State] <> 'Suspended' AND [State] <> 'Refunded'");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_OnePersonOnePlace",
                table: "Registrations",
                columns: new[] { "RoundId", "PersonHash" },
                unique: true,
                filter: "[PersonHash] IS NOT NULL AND [State] <> 'Draft' AND [State] <> 'Lapsed' AND [State] <> 'Cancelled' AND [State] <> 'Voided' AND [State] <> 'Suspended' AND [State] <> 'Refunded'");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityAttempts_NetworkHash_At",
                table: "IdentityAttempts",
                columns: new[] { "NetworkHash", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_CandidatePhotos_UserId_Sha256",
                table: "CandidatePhotos",
                columns: new[] { "UserId", "Sha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_At",
                table: "AuditEntries",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_UserId_At",
                table: "AuditEntries",
                columns: new[] { "UserId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditLinks_EntryId",
                table: "AuditLinks",
                column: "EntryId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ChangeRequests_OneWaits",
                table: "ChangeRequests",
                column: "RegistrationId",
                unique: true,
                filter: "[State] = 'Waiting'");

            migrationBuilder.CreateIndex(
                name: "IX_ChangeRequests_PhotoId",
                table: "ChangeRequests",
                column: "PhotoId");

            migrationBuilder.CreateIndex(
                name: "IX_ChangeRequests_QualificationCode",
                table: "ChangeRequests",
                column: "QualificationCode");

            migrationBuilder.CreateIndex(
                name: "IX_ChangeRequests_RegistrationId_CreatedAt",
                table: "ChangeRequests",
                columns: new[] { "RegistrationId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_CodeCounts_Since",
                table: "CodeCounts",
                column: "Since");

            migrationBuilder.CreateIndex(
                name: "IX_ExamBans_EndedBy",
                table: "ExamBans",
                column: "EndedBy");

            migrationBuilder.CreateIndex(
                name: "IX_ExamBans_EnteredBy",
                table: "ExamBans",
                column: "EnteredBy");

            migrationBuilder.CreateIndex(
                name: "IX_ExamBans_InstitutionCode_EnteredAt",
                table: "ExamBans",
                columns: new[] { "InstitutionCode", "EnteredAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ExamBans_NumberHash",
                table: "ExamBans",
                column: "NumberHash");

            migrationBuilder.CreateIndex(
                name: "IX_GovernmentLinks_Issuer_SubjectHash",
                table: "GovernmentLinks",
                columns: new[] { "Issuer", "SubjectHash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GovernmentLinks_UserId_Issuer",
                table: "GovernmentLinks",
                columns: new[] { "UserId", "Issuer" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GuardianConsents_UserId_At",
                table: "GuardianConsents",
                columns: new[] { "UserId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_InstitutionCode_State_SentAt",
                table: "IdentityCases",
                columns: new[] { "InstitutionCode", "State", "SentAt" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_NumberHash",
                table: "IdentityCases",
                column: "NumberHash");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_OneOpen",
                table: "IdentityCases",
                column: "UserId",
                unique: true,
                filter: "[State] <> 'Approved' AND [State] <> 'Closed'");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_PrefectureCode",
                table: "IdentityCases",
                column: "PrefectureCode");

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_State_DecidedAt",
                table: "IdentityCases",
                columns: new[] { "State", "DecidedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCases_UserId_CreatedAt",
                table: "IdentityCases",
                columns: new[] { "UserId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityCaseSteps_CaseId_At",
                table: "IdentityCaseSteps",
                columns: new[] { "CaseId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_IdentityScans_CaseId_AddedAt",
                table: "IdentityScans",
                columns: new[] { "CaseId", "AddedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PhotoDrafts_MadeAt",
                table: "PhotoDrafts",
                column: "MadeAt");

            migrationBuilder.CreateIndex(
                name: "IX_PhotoDrafts_UserId",
                table: "PhotoDrafts",
                column: "UserId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RecoveryCodes_UserId_Hash",
                table: "RecoveryCodes",
                columns: new[] { "UserId", "Hash" });

            migrationBuilder.CreateIndex(
                name: "IX_SignInAlarms_ToldAt",
                table: "SignInAlarms",
                column: "ToldAt");

            migrationBuilder.CreateIndex(
                name: "IX_SignInRecords_At",
                table: "SignInRecords",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_SignInRecords_UserId_At",
                table: "SignInRecords",
                columns: new[] { "UserId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_StaffInvitations_AddressHash",
                table: "StaffInvitations",
                column: "AddressHash");

            migrationBuilder.CreateIndex(
                name: "IX_StaffInvitations_InstitutionCode",
                table: "StaffInvitations",
                column: "InstitutionCode");

            migrationBuilder.CreateIndex(
                name: "IX_StaffInvitations_PrefectureCode",
                table: "StaffInvitations",
                column: "PrefectureCode");

            migrationBuilder.CreateIndex(
                name: "IX_StaffInvitations_TokenHash",
                table: "StaffInvitations",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Suspensions_InstitutionCode",
                table: "Suspensions",
                column: "InstitutionCode");

            migrationBuilder.CreateIndex(
                name: "IX_Suspensions_RoundId_InstitutionCode",
                table: "Suspensions",
                columns: new[] { "RoundId", "InstitutionCode" });

            migrationBuilder.CreateIndex(
                name: "IX_WindowExtensions_RoundInstitutionId_At",
                table: "WindowExtensions",
                columns: new[] { "RoundInstitutionId", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuditHeads");

            migrationBuilder.DropTable(
                name: "AuditLinks");

            migrationBuilder.DropTable(
                name: "ChangeRequests");

            migrationBuilder.DropTable(
                name: "CodeCounts");

            migrationBuilder.DropTable(
                name: "ExamBans");

            migrationBuilder.DropTable(
                name: "GovernmentLinks");

            migrationBuilder.DropTable(
                name: "GuardianConsents");

            migrationBuilder.DropTable(
                name: "IdentityCaseSteps");

            migrationBuilder.DropTable(
                name: "IdentityScans");

            migrationBuilder.DropTable(
                name: "InstitutionPhotoRules");

            migrationBuilder.DropTable(
                name: "PhotoAllowances");

            migrationBuilder.DropTable(
                name: "PhotoDrafts");

            migrationBuilder.DropTable(
                name: "RecoveryCodes");

            migrationBuilder.DropTable(
                name: "SecondFactors");

            migrationBuilder.DropTable(
                name: "SignInAlarms");

            migrationBuilder.DropTable(
                name: "SignInRecords");

            migrationBuilder.DropTable(
                name: "StaffInvitations");

            migrationBuilder.DropTable(
                name: "Suspensions");

            migrationBuilder.DropTable(
                name: "WindowExtensions");

            migrationBuilder.DropTable(
                name: "IdentityCases");

            migrationBuilder.DropIndex(
                name: "IX_VerificationCodes_AddressHash_Sequence",
                table: "VerificationCodes");

            migrationBuilder.DropIndex(
                name: "IX_SignInFailures_AddressHash_OriginHash_Sequence",
                table: "SignInFailures");

            migrationBuilder.DropIndex(
                name: "IX_RegistrationSteps_RegistrationId_Order",
                table: "RegistrationSteps");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_OneAccountOnePlace",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_OneForm",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_Registrations_OnePersonOnePlace",
                table: "Registrations");

            migrationBuilder.DropIndex(
                name: "IX_IdentityAttempts_NetworkHash_At",
                table: "IdentityAttempts");

            migrationBuilder.DropIndex(
                name: "IX_CandidatePhotos_UserId_Sha256",
                table: "CandidatePhotos");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_At",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_UserId_At",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "IsFromKnown",
                table: "VerificationCodes");

            migrationBuilder.DropColumn(
                name: "Sequence",
                table: "VerificationCodes");

            migrationBuilder.DropColumn(
                name: "AppointedAt",
                table: "StaffAppointments");

            migrationBuilder.DropColumn(
                name: "AppointedBy",
                table: "StaffAppointments");

            migrationBuilder.DropColumn(
                name: "EndReason",
                table: "StaffAppointments");

            migrationBuilder.DropColumn(
                name: "EndedAt",
                table: "StaffAppointments");

            migrationBuilder.DropColumn(
                name: "EndedBy",
                table: "StaffAppointments");

            migrationBuilder.DropColumn(
                name: "Sequence",
                table: "SignInFailures");

            migrationBuilder.DropColumn(
                name: "ChangesUntil",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "FirstPaymentTo",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "FirstRegistrationTo",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "MendHours",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "WarnedOf",
                table: "RoundInstitutions");

            migrationBuilder.DropColumn(
                name: "Order",
                table: "RegistrationSteps");

            migrationBuilder.DropColumn(
                name: "ChangeWaits",
                table: "Registrations");

            migrationBuilder.DropColumn(
                name: "Moves",
                table: "Registrations");

            migrationBuilder.DropColumn(
                name: "PersonHash",
                table: "Registrations");

            migrationBuilder.DropColumn(
                name: "RefundDueFen",
                table: "Registrations");

            migrationBuilder.DropColumn(
                name: "NetworkHash",
                table: "IdentityAttempts");

            migrationBuilder.DropColumn(
                name: "WithdrawnAt",
                table: "Consents");

            migrationBuilder.DropColumn(
                name: "Changes",
                table: "CandidatePhotos");

            migrationBuilder.DropColumn(
                name: "Rules",
                table: "CandidatePhotos");

            migrationBuilder.DropColumn(
                name: "UsedAt",
                table: "CandidatePhotos");

            migrationBuilder.DropColumn(
                name: "IssuerCode",
                table: "CandidateIdentities");

            migrationBuilder.DropColumn(
                name: "ErasedAt",
                table: "AspNetUsers");

            migrationBuilder.RenameColumn(
                name: "OriginHash",
                table: "VerificationCodes",
                newName: "NetworkHash");

            migrationBuilder.RenameColumn(
                name: "OriginHash",
                table: "SignInFailures",
                newName: "NetworkHash");

            migrationBuilder.CreateIndex(
                name: "IX_VerificationCodes_AddressHash_CreatedAt",
                table: "VerificationCodes",
                columns: new[] { "AddressHash", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_VerificationCodes_NetworkHash_CreatedAt",
                table: "VerificationCodes",
                columns: new[] { "NetworkHash", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SignInFailures_AddressHash_NetworkHash_At",
                table: "SignInFailures",
                columns: new[] { "AddressHash", "NetworkHash", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_RegistrationSteps_RegistrationId_At",
                table: "RegistrationSteps",
                columns: new[] { "RegistrationId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_OneForm",
                table: "Registrations",
                columns: new[] { "RoundId", "InstitutionCode", "UserId" },
                unique: true,
                filter: "[State] <> 'Cancelled'");

            migrationBuilder.CreateIndex(
                name: "IX_Registrations_OnePersonOnePlace",
                table: "Registrations",
                columns: new[] { "RoundId", "UserId" },
                unique: true,
                filter: "[State] <> 'Draft' AND [State] <> 'Cancelled'");
        }
    }
}
