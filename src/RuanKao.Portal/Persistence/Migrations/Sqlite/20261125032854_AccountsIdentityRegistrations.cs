using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AccountsIdentityRegistrations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
                table: "SignInFailures",
                newName: "OriginHash");

            migrationBuilder.RenameIndex(
                name: "IX_SignInFailures_AddressHash_NetworkHash_Sequence",
                table: "SignInFailures",
                newName: "IX_SignInFailures_AddressHash_OriginHash_Sequence");

            migrationBuilder.AddColumn<bool>(
                name: "IsFromKnown",
                table: "VerificationCodes",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "OriginHash",
                table: "VerificationCodes",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTime>(
                name: "ChangesUntil",
                table: "RoundInstitutions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "FirstPaymentTo",
                table: "RoundInstitutions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "FirstRegistrationTo",
                table: "RoundInstitutions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "MendHours",
                table: "RoundInstitutions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 24);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "RoundInstitutions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "WarnedOf",
                table: "RoundInstitutions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Order",
                table: "RegistrationSteps",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "ChangeWaits",
                table: "Registrations",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Moves",
                table: "Registrations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "PersonHash",
                table: "Registrations",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "RefundDueFen",
                table: "Registrations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "WithdrawnAt",
                table: "Consents",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ErasedAt",
                table: "AspNetUsers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ChangeRequests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RegistrationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PrefectureCode = table.Column<string>(type: "TEXT", maxLength: 6, nullable: true),
                    ExamRegionCode = table.Column<string>(type: "TEXT", maxLength: 6, nullable: true),
                    QualificationCode = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    Form_Title = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Form_TitleObtainedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Form_Employment = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Form_Employer = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Form_WorkingSince = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Form_InProfessionSince = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Form_School = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Form_MajorRelation = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Form_GraduatedOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Form_Major = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Form_Education = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Form_YearsOfStudy = table.Column<decimal>(type: "TEXT", precision: 3, scale: 1, nullable: true),
                    Form_Degree = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Form_Address = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Form_Email = table.Column<string>(type: "TEXT", maxLength: 120, nullable: true),
                    Form_Mobile = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    Form_Telephone = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    Form_Postcode = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    PhotoId = table.Column<Guid>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ReturnReason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                name: "ExamBans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    DocumentKind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    NumberSealed = table.Column<string>(type: "TEXT", maxLength: 260, nullable: false),
                    NumberHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Until = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Basis = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    InstitutionCode = table.Column<string>(type: "TEXT", maxLength: 2, nullable: true),
                    EnteredAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EnteredBy = table.Column<Guid>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    EndReason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Provider = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    Issuer = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SubjectHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Level = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    LinkedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastUsedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
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
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    GuardianName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Relation = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    TextVersion = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                name: "Suspensions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RoundId = table.Column<Guid>(type: "TEXT", nullable: false),
                    InstitutionCode = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    ExamRegionCode = table.Column<string>(type: "TEXT", maxLength: 6, nullable: true),
                    QualificationCode = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Why = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false)
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
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    RoundInstitutionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Hours = table.Column<int>(type: "INTEGER", nullable: false),
                    Why = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RegistrationTo = table.Column<DateTime>(type: "TEXT", nullable: false),
                    PaymentTo = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                name: "ChangeRequests");

            migrationBuilder.DropTable(
                name: "ExamBans");

            migrationBuilder.DropTable(
                name: "GovernmentLinks");

            migrationBuilder.DropTable(
                name: "GuardianConsents");

            migrationBuilder.DropTable(
                name: "Suspensions");

            migrationBuilder.DropTable(
                name: "WindowExtensions");

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

            migrationBuilder.DropColumn(
                name: "IsFromKnown",
                table: "VerificationCodes");

            migrationBuilder.DropColumn(
                name: "OriginHash",
                table: "VerificationCodes");

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
                name: "WithdrawnAt",
                table: "Consents");

            migrationBuilder.DropColumn(
                name: "ErasedAt",
                table: "AspNetUsers");

            migrationBuilder.RenameColumn(
                name: "OriginHash",
                table: "SignInFailures",
                newName: "NetworkHash");

            migrationBuilder.RenameIndex(
                name: "IX_SignInFailures_AddressHash_OriginHash_Sequence",
                table: "SignInFailures",
                newName: "IX_SignInFailures_AddressHash_NetworkHash_Sequence");

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
